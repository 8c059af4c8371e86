/** What stands where something was removed by order (sync/spec/erase.md): that it is gone, why, and who decided. */
import { names, words } from './words.svelte.ts'

export const t = words(
  {
    whole: '这一条已经删除',
    part: '这一条里有内容已经删除',
    why: names({ personal_data: '含有个人信息', law: '法律规定不得公开', court: '法院判决' }),
    other: (code: string) => `理由代码 ${code}`,
    order: (order: string) => `决定：${order}`,
    text: '内容没有留下，但这个空位和删除的决定都留在村里的账本里，谁也不能悄悄删。',
    prove: '看凭据',
  },
  {
    whole: 'This was removed',
    part: 'Something of this was removed',
    why: names({ personal_data: 'it held personal data', law: 'the law forbids it to be public', court: 'a court ruled so' }), // prettier-ignore
    other: (code: string) => `reason code ${code}`,
    order: (order: string) => `Decided by: ${order}`,
    text: "The words are gone, but their place and the decision stay in the village's ledger: nobody can remove anything in secret.",
    prove: 'See the evidence',
  },
)
