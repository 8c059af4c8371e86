/** The words of messages. */
import type { Message, MessageSort } from '../../replica/inbox.ts'
import { day, yuan } from '../../text/format.ts'
import { t as life } from '../../text/life.ts'
import { t as hidden } from '../../text/moderation.ts'
import { words } from '../../text/words.svelte.ts'

/** A line begins with a capital in English, whatever it begins with. */
const begun = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const t = words(
  {
    title: '消息',
    lead: '从这部手机存着的记录里整理出来的，没有网也能看。看过没有，只记在这部手机上。',
    none: '还没有消息',
    noneHint: '您提的事有了答复，家里有补贴要核对，都会出现在这里。',
    allRead: '全部标为看过',
    unread: '没看过',
    locked: '登记这部手机以后才有消息',
    sorts: {
      step: ({ what }: Message) => life().did[what] ?? what,
      answer: ({ what }: Message) => `${what} 回话`,
      voices: ({ count }: Message) => `${String(count)} 位乡亲附议`,
      hide: ({ what }: Message) => `您写的内容被隐藏：${hidden().reasons[what] ?? what}`,
      keep: () => '上一级维持隐藏',
      restore: () => '您写的内容恢复显示',
      object: (m: Message) => `有人对隐藏提异议，最晚${day(m.day)}答复`,
      due: (m: Message) => `等您这里办，最晚${day(m.day)}`,
      late: (m: Message) => `已超期，最晚该在${day(m.day)}办`,
      payment: (m: Message) => `补贴 ${yuan(m.count)} 元，${day(m.day)}前请核对`,
      owed: (m: Message) => `村里该付您家 ${yuan(m.count)} 元，${day(m.day)}到期`,
      explain: () => '待说明：同一张发票也在别处的账里',
      match: ({ count }: Message) => `票据比对：同一张发票在 ${String(count)} 笔账里`,
      delegation: (m: Message) => `委托：${m.what}，到${day(m.day)}为止`,
      meeting: (m: Message) => (m.what === '' ? `${day(m.day)}开会，可以先提问` : `会议取消：${m.what}`),
      device: () => '用您的名字登记了另一部手机',
      revoked: () => '您的一部手机已停用',
    } satisfies Record<MessageSort, (m: Message) => string>,
  },
  {
    title: 'Messages',
    lead: 'Gathered from what this phone holds, so they are here without network. What you have read stays on this phone.',
    none: 'No messages yet',
    noneHint: 'Answers to what you raised and payments to check for your household appear here.',
    allRead: 'Mark all as read',
    unread: 'unread',
    locked: 'Messages come once this phone is enrolled',
    sorts: {
      step: ({ what }: Message) => begun(life().did[what] ?? what),
      answer: ({ what }: Message) => begun(`${what} says something`),
      voices: ({ count }: Message) => `${String(count)} neighbours add their voices`,
      hide: ({ what }: Message) => `What you wrote was hidden: ${hidden().reasons[what] ?? what}`,
      keep: () => 'One level up keeps it hidden',
      restore: () => 'What you wrote is shown again',
      object: (m: Message) => `Somebody objects to hiding; answer by ${day(m.day)}`,
      due: (m: Message) => `Waits for your office until ${day(m.day)}`,
      late: (m: Message) => `Overdue since ${day(m.day)}`,
      payment: (m: Message) => `A subsidy of ¥${yuan(m.count)}: check it by ${day(m.day)}`,
      owed: (m: Message) => `The village owes you ¥${yuan(m.count)}, due ${day(m.day)}`,
      explain: () => 'To be explained: the same invoice stands in other books',
      match: ({ count }: Message) => `The same invoice stands in ${String(count)} entries`,
      delegation: (m: Message) => `Entrusted: ${m.what}, until ${day(m.day)}`,
      meeting: (m: Message) =>
        m.what === '' ? `A meeting on ${day(m.day)}; questions may be asked now` : `Meeting called off: ${m.what}`,
      device: () => 'Another phone was enrolled in your name',
      revoked: () => 'One of your phones was turned off',
    } satisfies Record<MessageSort, (m: Message) => string>,
  },
)
