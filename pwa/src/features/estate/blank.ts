/** An empty sheet of a register to be filled in: its columns, and on the last sheet how each is filled in. */
import type { Column, Columns } from '../../sheet/list.ts'
import { saveTable } from '../../sheet/save.ts'
import type { Grid, Table } from '../../sheet/xlsx.ts'
import { it } from './importText.ts'
import { LISTS, type Part } from './columns.ts'
import { t } from './text.ts'
import { t as common } from '../../text/common.ts'

/** The table of an empty sheet. */
export function blankOf(part: Part): Table<never> & { readonly names: readonly [string, string] } {
  const [first, ...others] = LISTS[part].map(({ list, columns }): Grid & { readonly asked: readonly Column[] } => ({
    name: list === 'schedule' ? t().schedule : (t().tabs[part] ?? ''),
    asked: askedOf(columns),
    columns: askedOf(columns).map(({ names: [label] }) => ({ label: label ?? '' })),
    rows: [],
  }))
  const all = [...(first ? [first] : []), ...others]
  return {
    name: it().blankFile[part] ?? part,
    columns: (first?.columns ?? []).map(({ label }) => ({ label, of: () => '' })),
    rows: [],
    about: [
      it().importHint[part] ?? '',
      it().howEmpty,
      ...all.flatMap(({ name, asked }) => ['', name, ...asked.map(howOf)]),
    ],
    more: others,
    names: [first?.name ?? '', it().how],
  }
}

export async function saveBlank(part: Part): Promise<void> {
  const blank = blankOf(part)
  await saveTable(blank, blank.names)
}

function askedOf(columns: Columns): readonly Column[] {
  return Object.values(columns).filter(({ sort }) => sort !== 'unread')
}

function howOf({ names: [label = ''], sort, required, words = {} }: Column): string {
  const example = {
    day: '2026-06-30',
    money: '1195.00',
    moved: '1195.00',
    count: '1',
    code: '02-011',
    text: '',
    unread: '',
  }
  const choices = Object.values(words).map(([name = '']) => name)
  const what = sort === 'choice' ? it().oneOf(choices.join(common().comma)) : example[sort]
  return [label, required === true ? it().must : it().may, what].filter((one) => one !== '').join(' · ')
}
