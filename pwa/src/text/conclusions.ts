/** What inspectors conclude of a tip (sync/spec/tips.md, 20). */
import { names, words } from './words.svelte.ts'

export const conclusions = words(
  names({ true: '属实', partly: '部分属实', false: '不实', unestablished: '无法查实' }),
  names({ true: 'true', partly: 'true in part', false: 'not true', unestablished: 'cannot be established' }),
)
