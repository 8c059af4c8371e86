/** Letters as their screens group them, and what is printed on one. */
import type { ListedLetter, RecordView } from '../../replica/types.ts'
import { isUnderFourteen } from './child.ts'
import { textOf, type House } from './roll.ts'

/** Letters in one run: as many as the server gives at once. */
export const MOST_LETTERS = 200

/** Those asked for together: one batch of paper. */
export interface Run {
  readonly key: string
  readonly asked_ms: number
  readonly asked_by: string
  readonly mine: boolean
  readonly letters: readonly ListedLetter[]
}

/** Runs, newest first; within one by household. */
export function runsOf(letters: readonly ListedLetter[]): readonly Run[] {
  const runs = new Map<string, { readonly first: ListedLetter; readonly letters: ListedLetter[] }>()
  for (const one of letters) {
    const key = `${one.asked_ms} ${one.asked_by}`
    const run = runs.get(key)
    if (run === undefined) runs.set(key, { first: one, letters: [one] })
    else run.letters.push(one)
  }
  return [...runs].map(([key, { first, letters: found }]) => {
    const { asked_ms, asked_by, mine } = first
    return { key, asked_ms, asked_by, mine, letters: found.sort((a, b) => (a.household < b.household ? -1 : 1)) }
  })
}

/** Somebody who may get a letter. */
export interface Addressee {
  readonly id: string
  readonly name: string
  readonly house: string
  readonly group: string
}

/** The people of these households who may have a phone of their own: all of them, or those with a phone that speaks for them, or those without one. */
export function addressees(
  houses: readonly House[],
  devices: readonly RecordView[],
  which: 'all' | 'with' | 'without',
  today: string,
): readonly Addressee[] {
  const have = new Set(devices.filter((one) => one['revoked'] === undefined).map((one) => one['person']))
  return houses.flatMap((house) =>
    house.people
      .filter((one) => !isUnderFourteen(one, today))
      .filter((one) => which === 'all' || have.has(one.id) === (which === 'with'))
      .map((one) => ({ id: one.id, name: textOf(one, 'name'), house: house.number, group: house.group })),
  )
}

/** What stands in the QR code: the secret after #, which no browser sends. */
export function letterLink(origin: string, secret: string): string {
  return `${origin}/account#letter=${secret}`
}

/** «K7QD 3M0R X9TE» */
export function grouped(code: string): string {
  return code.match(/.{1,4}/g)?.join(' ') ?? ''
}
