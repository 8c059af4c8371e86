/** Words of the notes above a screen: who has not checked, a new version, how to keep the app. */
import { words } from './words.svelte.ts'

export const t = words(
  {
    overdueTitle: '这本账有些日子没有旁人核对了。',
    overdueText: '账照常能看；县里要求常有人核对，可以去问问村务监督委员会。',
    updateTitle: '有新版本',
    updateText: '写了一半的东西请先保存。',
    updateTake: '现在更新',
    installText: '装到桌面，没有网络也能打开。',
    install: '安装',
    wechatText: '微信里看得到，但存不住。点右上角「…」，选「在浏览器打开」。',
    later: '以后再说',
  },
  {
    overdueTitle: 'Nobody else has checked this ledger for a while.',
    overdueText: 'You can still read it; the county asks for it to be checked, so ask the supervisory committee.',
    updateTitle: 'A new version is ready',
    updateText: 'Save what is half written first.',
    updateTake: 'Update now',
    installText: 'Install it, and it opens without network.',
    install: 'Install',
    wechatText: 'WeChat shows this but keeps nothing. Tap "…" above and choose "Open in browser".',
    later: 'Later',
  },
)
