/** Words of who signed an entry, and what was sent back. */
import { names, words } from './words.svelte.ts'

export const t = words(
  {
    title: '会审',
    by: (role: string) => `${role}看过、签字`,
    text: '签的是这一笔的每一个字，本机对过。',
    changed: '签字以后改过，改了什么看下面。',
    later: (n: number) => `另有 ${n} 张票据是签字以后补的。`,
    returned: (role: string) => `${role}退回过`,
    roles: names({ supervisor: '监委会', cadre: '驻村干部' }),
    stamps: names({ supervisor: '监委', cadre: '驻村' }),
    double: '像是同一张票录了两次',
    doubleText: '票号，或对方、金额、日期和这一笔相同：',
    all: (n: number) => `${n} 笔都有签字`,
    part: (n: number, all: number) => `${all} 笔中 ${n} 笔和签的一字不差`,
    since: (n: number) => `其中 ${n} 笔签字以后更正过`,
    returns: (n: number) => `会审中退回过 ${n} 次`,
  },
  {
    title: 'Joint review',
    by: (role: string) => `Examined and signed by the ${role}`,
    text: 'They signed every word of this entry; this phone compared.',
    changed: 'It was corrected after they signed: see below.',
    later: (n: number) => `${n} more receipts were added after they signed.`,
    returned: (role: string) => `Returned by the ${role}`,
    roles: names({ supervisor: 'supervisory committee', cadre: 'resident cadre' }),
    stamps: names({ supervisor: '监委', cadre: '驻村' }),
    double: 'This looks like the same paper entered twice',
    doubleText: 'Same number, or payee, sum and day, as: ',
    all: (n: number) => `All ${n} are signed`,
    part: (n: number, all: number) => `${n} of ${all} are word by word as signed`,
    since: (n: number) => `${n} of them corrected since`,
    returns: (n: number) => `${n} returned during review`,
  },
)
