/** Words that are said often, as the county wrote them: proposed for a step, filled in, and then the officer's own to
 * change (sync/spec/appeal.md, «Data»). */
import type { AppealLife } from '@shaiba/sync'
import { recordsAbove } from '../../replica/above.ts'
import type { Replica } from '../../replica/types.ts'
import { day } from '../../text/format.ts'
import type { Appeal } from './appeal.ts'

export interface Template {
  readonly id: string
  readonly name: string
  readonly text: string
}

/** Those for a step; `category`: only what fits it, or any (null). */
export function templatesFor(replica: Replica, village: string, step: string, category: string | null): Template[] {
  return recordsAbove(replica, village, 'handling')
    .filter((it) => it['step'] === step && !('ended' in it))
    .filter((it) => category === null || [undefined, category].includes(it['category'] as string))
    .map((it) => ({ id: it.id, name: String(it['name']), text: String(it['text']) }))
}

/** The words with what they are said of in them. A place that nothing is known for stays as it was written. */
export function fill(text: string, one: Appeal, life: AppealLife, office: string): string {
  const known: Readonly<Record<string, string>> = {
    标题: one.title,
    单位: office,
    期限: life.due === null ? '' : day(life.due),
    日期: day(one.steps.at(-1)?.day ?? ''),
  }
  return text.replace(/〔([^〕]{1,8})〕/g, (place, name: string) => known[name] || place)
}
