/** Words of what this is. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    title: '晒坝是什么',
    lead: '晒坝是村里晒谷子、也是大家坐下来说事的那块平地。这个应用也是：村里的权力做了什么，晒在这里，人人看得见。',
    points: [
      ['没有网络也能看、能写', '取来过的都存在这部手机里。写的东西先存下，有网就自己送去。'],
      ['改不了', '每一条都写进一本只能往后添的账。手机每次更新都自己核对从前的每一行，谁改了就报警。'],
      ['看得懂', '每笔账都有凭证、票据和更正的理由。'],
      ['不收集您', '看公开的内容不用登记。手机不向别处发送任何东西。'],
    ] as readonly (readonly [string, string])[],
    marksTitle: '四个记号',
    sealed: '村里、镇上都不能知道的事：密告',
    limitTitle: '它不能做什么',
    limit: '它不能保证写进去的是真的，只能保证写进去以后没有人偷偷改。真不真，要靠大家看、大家问。',
    looks: '看起来怎样',
    gallery: '界面用的部件',
    source: '程序是公开的（AGPL-3.0 或更新版本），谁都可以检查和自己架设。',
  },
  {
    title: 'What Shaiba is',
    lead: 'A shaiba is the flat ground of a village where grain is dried and people sit down to talk. So is this app: what the power in the village does lies here in the sun, for everyone to see.',
    points: [
      ['Works without network', 'What was fetched stays on this phone. What you write is kept and sent by itself.'],
      [
        'Cannot be altered',
        'Everything is written into a ledger that only grows. At each update the phone checks every earlier line and raises the alarm if one was changed.',
      ],
      ['Can be understood', 'Each entry has its voucher, its receipts and the reasons for corrections.'],
      ['Does not collect you', 'Reading needs no registration. The phone sends nothing elsewhere.'],
    ] as readonly (readonly [string, string])[],
    marksTitle: 'The four marks',
    sealed: 'What neither village nor town may know: a sealed tip',
    limitTitle: 'What it cannot do',
    limit:
      'It cannot make sure that what is written is true; it makes sure that nobody alters it secretly afterwards. Whether it is true, people must see and ask.',
    looks: 'How it looks',
    gallery: 'The parts of the interface',
    source: 'The program is public (AGPL-3.0-or-later); anyone may inspect and run it.',
  },
)
