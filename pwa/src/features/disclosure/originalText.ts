/** The words of what is covered in an entry: apart from the board's, which every phone fetches first. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    ownVillage: '本村人看到的：',
    openOriginal: '看原样（要写原因）',
    openText: '谁看、为什么，会记下来：账上写到的那个人看得到，每个月看了几次谁都看得到。',
    openWhy: '原因',
    openReasons: {
      audit: '核对账目',
      appeal: '办诉求',
      payment: '发放款项',
      inspection: '检查',
      court: '司法要求',
    },
    openWords: '说清楚',
    openWordsHint: '四个字以上，例如：核对十月救助名单',
    openAct: '记下并打开',
    openFailed: '现在打不开，请有网的时候再试。',
  },
  {
    ownVillage: 'What your village reads: ',
    openOriginal: 'Open the original (with a reason)',
    openText:
      'Who opens it and why is written down: the person named in it reads it, and how often in a month everyone.',
    openWhy: 'Reason',
    openReasons: {
      audit: 'checking accounts',
      appeal: 'an appeal',
      payment: 'paying out',
      inspection: 'an inspection',
      court: 'a court',
    },
    openWords: 'In words',
    openWordsHint: 'For example: checking the relief list of October',
    openAct: 'Write it down and open',
    openFailed: 'It cannot be opened now. Try again when there is a network.',
  },
)
