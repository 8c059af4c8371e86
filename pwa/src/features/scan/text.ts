/** The words of scanning. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    title: '扫码',
    lead: '村里的码、登记纸条上的码、账目上的码都能扫。',
    picture: '从照片里找',
    searching: '正在照片里找码',
    nothing: '照片里没有找到码。换一张清楚些、正些的。',
    paste: '或者写下、粘贴码里的内容',
    pasteHint: '村的 12 位代码、登记码、网址都行。',
    take: '去看',
    elsewhere: '这不是晒坝的码',
    elsewhereText: '它写的是下面这些。为了安全，晒坝不会打开它。',
    again: '再扫一个',
    collecting: '连续的码，还在收',
    taking: '收齐了，正在核对',
  },
  {
    title: 'Scan',
    lead: 'Codes of villages, on enrolment slips and on records.',
    picture: 'Look in a picture',
    searching: 'Looking in the picture',
    nothing: 'No code was found in it. Try a clearer, straighter one.',
    paste: 'Or write or paste what the code says',
    pasteHint: 'A 12-digit village code, an enrolment code, an address.',
    take: 'Go',
    elsewhere: 'This is not a code of Shaiba',
    elsewhereText: 'It says the following. Shaiba does not open it.',
    again: 'Scan another',
    collecting: 'A run of codes, still collecting',
    taking: 'All there, checking',
  },
)
