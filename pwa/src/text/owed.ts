/** Words of what is owed to the public: on a village's home, and on the pages of it. */
import { words } from './words.svelte.ts'

export const t = words(
  {
    know: '惠民政策和案例通报',
    knowText: '能领什么、找谁办；别处出过什么事',
    owed: '该公开的',
    owedText: '一年里该公开什么、按时没有、还缺什么',
    missing: (n: number) => `有 ${n} 项到期没有公开`,
    missingOne: (name: string, period: string) => `${period}的「${name}」到期没有公开`,
    missingText: (day: string, by: string) => `应由${by}在 ${day} 前公开。`,
    see: '看缺了什么',
    custom: (period: string) => `${period}的账还没有公开`,
    customText: (day: string) => `按一般规定应在 ${day} 前公开。`,
  },
  {
    know: 'What you may ask for, and case circulars',
    knowText: 'what there is and whom to see; what happened elsewhere',
    owed: 'What must be public',
    owedText: 'what is owed in a year, what came in time, what is missing',
    missing: (n: number) => `${n} things are overdue`,
    missingOne: (name: string, period: string) => `"${name}" of ${period} is overdue`,
    missingText: (day: string, by: string) => `${by} was to publish it by ${day}.`,
    see: 'See what is missing',
    custom: (period: string) => `The accounts of ${period} are not public yet`,
    customText: (day: string) => `By custom they were due by ${day}.`,
  },
)
