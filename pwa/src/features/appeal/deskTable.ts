/** What an officer's desk lists, as files: issues as all may read them, clues as inspection alone does. */
import type { Replica } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import type { Column } from '../../sheet/xlsx.ts'
import { t as issueText } from '../../text/issue.ts'
import { t as lifeText } from '../../text/life.ts'
import { t as roundText } from '../../text/round.ts'
import { told } from '../../text/save.ts'
import type { Clue } from './clue.ts'
import type { Issue } from './issue.ts'
import { t } from './text.ts'

/** `nameOf`: of a region. */
export async function saveIssues(
  replica: Replica,
  village: string,
  shown: readonly Issue[],
  nameOf: (region: string) => string,
): Promise<void> {
  const words = issueText()
  const columns: readonly Column<Issue>[] = [
    { label: words.title, of: (one) => one.name },
    { label: words.field, of: (one) => t().categories[one.field] ?? one.field },
    { label: words.region, of: (one) => nameOf(one.region) },
    { label: words.level, of: (one) => lifeText().levels[one.level] ?? one.level },
    { label: words.owner, of: (one) => one.to },
    { label: words.stage, of: (one) => words.stages[one.stage] ?? one.stage },
    { label: words.howMany, of: (one) => one.children.length },
    { label: words.words, of: (one) => one.stages.map((move) => `${move.day} ${move.text}`).join('\n') },
  ]
  await saveList(replica.scope(`village/${village}`), { columns, rows: shown, what: words.title }, told())
}

export async function saveClues(replica: Replica, village: string, shown: readonly Clue[]): Promise<void> {
  const words = roundText()
  const text = ({ record }: Clue, field: string): string => (record[field] as string | undefined) ?? ''
  const columns: readonly Column<Clue>[] = [
    { label: words.clues, of: (one) => text(one, 'title') },
    { label: words.accused, of: (one) => text(one, 'accused') },
    { label: words.clueText, of: (one) => text(one, 'text') },
    { label: words.clueBy, of: (one) => words.raisedBy(text(one, 'name'), text(one, 'day')) },
    { label: words.conclude, of: (one) => words.conclusions[text(one, 'conclusion')] ?? words.openClue },
    { label: words.found, of: (one) => text(one, 'found') },
  ]
  const home = replica.scope(`village/${village}`)
  const { status } = replica.scope(shown[0]?.scope ?? home.status.scope)
  const source = { status, record: () => home.record('village', village) }
  await saveList(source, { columns, rows: shown, what: words.clues }, told())
}
