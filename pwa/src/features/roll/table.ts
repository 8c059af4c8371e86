/** The roll as a file: person by person, under the headings that an import reads. */
import { ROLL_SHEET } from '../../generated/kinds.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { saveList } from '../../sheet/save.ts'
import { told } from '../../text/save.ts'
import { type House, rollScope, textOf } from './roll.ts'
import { t } from './text.ts'

/** Of a person, or of the household. */
const OF_HOUSE: Readonly<Record<string, (house: House) => string>> = {
  household: (house) => house.number,
  group: (house) => house.group,
  note: (house) => house.note,
}

/** Row by row, and under which headings. */
export function rollTable(shown: readonly House[]) {
  const rows = shown.flatMap((house) => house.people.map((person) => ({ house, person })))
  const columns = Object.entries(ROLL_SHEET.columns)
    .filter(([field]) => field !== 'village')
    .map(([field, [label]]) => ({
      label,
      of: ({ house, person }: { house: House; person: RecordView }) =>
        OF_HOUSE[field]?.(house) ?? textOf(person, field),
    }))
  return { columns, rows }
}

export async function saveRoll(replica: Replica, village: string, shown: readonly House[]): Promise<void> {
  const home = replica.scope(`village/${village}`)
  const { status } = replica.scope(rollScope(village))
  const source = { status, record: () => home.record('village', village) }
  await saveList(source, { ...rollTable(shown), what: t().title }, told())
}
