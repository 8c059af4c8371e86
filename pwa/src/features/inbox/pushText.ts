/** The words about being told to look: only who turns it on needs them, and that needs a network. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    push: '有消息时提醒',
    pushText:
      '手机会收到一句「晒坝有新消息」，不写是什么事，别人看到也不知道内容。一小时最多提醒一次。不打开也不要紧，消息都在这一页。',
    pushBegin: '打开提醒',
    pushEnd: '关掉提醒',
    pushOn: '这部手机已打开提醒。退出登记就停。',
    pushNone: '这个浏览器不能提醒。苹果手机要先把晒坝加到主屏幕；微信里打开的不行。',
    pushDenied: '您没有允许通知。要改，请到手机设置里允许本应用发通知。',
    pushFailed: '没有办成。请连上网再试，或者您的手机用不了推送服务。消息照样在这一页。',
  },
  {
    push: 'A nudge when there is something',
    pushText:
      'The phone shows «晒坝有新消息» (there is something new) and never what it is about, so who sees it learns nothing. At most once an hour. Without it you miss nothing: all messages are on this page.',
    pushBegin: 'Turn it on',
    pushEnd: 'Turn it off',
    pushOn: 'This phone is told. Signing out ends it.',
    pushNone: 'This browser cannot. On an iPhone, add Shaiba to the home screen first; inside WeChat it does not work.',
    pushDenied: 'Notifications are not allowed. To change that, allow them for this app in the settings of the phone.',
    pushFailed:
      'It did not work. Try again with a network; some phones have no push service. Messages are here anyway.',
  },
)
