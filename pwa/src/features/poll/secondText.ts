/** The words of the office that is the second issuer of an appraisal. */
import { words } from '../../text/words.svelte.ts'

const ZH = {
  title: '第二发票单位',
  lead: '评议的票要两个签名才算：一个是服务器的，一个是您单位的。少一个就不算，所以谁也不能单独多发票。',
  make: '在这部手机上准备签票',
  makeText: '签名的钥匙只在这部手机上，不外传。截止前请留着这部手机，别退出登录；换了手机就不能再签，只能作废重来。',
  made: '这部手机在签票',
  other: '签票的钥匙不在这部手机上。要是您单位没有人办过，请马上报告纪委：有人冒用您单位的名义。',
  waits: (n: number) => `还有 ${String(n)} 张等着签`,
  signed: (n: number) => `签了 ${String(n)} 张`,
  sign: '签这些票',
  blind: '您看不见签的是谁的票，也看不见选了什么。打开这一页就自动签；村里在“谁领了票”里看得到名单。',
  tell: '公布签了多少张',
  tellText: '每部手机拿这个数，和领票的名单、收到的票对。对不上就会报红。',
  told: '已公布',
  tooEarly: '截止以后，在这里公布一共签了多少张。',
  village: '村',
  count: '张数',
  failed: '没有存下，请再试一次。',
}

const EN: typeof ZH = {
  title: 'The second issuer',
  lead: "A ballot of an appraisal counts only with two signatures: the server's and your office's. So neither can issue more alone.",
  make: 'Prepare this phone to sign',
  makeText:
    'The key stays on this phone. Keep it, and stay signed in, until the close; on another phone nothing can be signed, and the poll must be declared void and asked anew.',
  made: 'This phone signs',
  other:
    'The key is not on this phone. If nobody of your office made it, tell the inspectors at once: somebody acts in its name.',
  waits: (n) => `${String(n)} wait to be signed`,
  signed: (n) => `${String(n)} signed`,
  sign: 'Sign them',
  blind:
    'You see neither whose they are nor what is chosen. They are signed when this page is open; the village sees who took one.',
  tell: 'Publish how many were signed',
  tellText: 'Every phone holds it against who took a ballot and what was cast, and alarms where they do not fit.',
  told: 'Published',
  tooEarly: 'After the close, how many were signed is published here.',
  village: 'Village',
  count: 'Signed',
  failed: 'Not kept. Please try again.',
}

export const s = words(ZH, EN)
