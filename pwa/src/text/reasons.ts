/** Why an item of a book under review was sent back (sync/spec/review.md). */
import { words } from './words.svelte.ts'

export const reasons = words(
  {
    no_receipt: '没有票，或看不清',
    unclear: '事由没写清',
    amount: '金额对不上',
    duplicate: '重复入账',
    not_ours: '不该村里出',
    no_decision: '没有开会定过',
    other: '别的原因',
  },
  {
    no_receipt: 'no receipt, or not readable',
    unclear: 'it is not clear what for',
    amount: 'the sums differ',
    duplicate: 'entered twice',
    not_ours: 'not for the village to pay',
    no_decision: 'no meeting decided it',
    other: 'another reason',
  },
)
