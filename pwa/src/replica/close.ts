/**
 * On whom somebody in office decides nothing (回避, sync/spec/roll.md, «Grants»), as the square has it. The server
 * refuses it (`in_conflict`, `is_paid_close` in server/shaiba/kind.py); so no screen offers it.
 */
import type { Replica } from './types.ts'

type Fields = Readonly<Record<string, unknown>>

/** Whether the official is that person, or declared to be close to them. */
export function isClose(replica: Replica, village: string, official: string, person: string): boolean {
  return official === person || listOf(interestOf(replica, village, official), 'relatives').includes(person)
}

/** Whether a row that pays this one pays the official, a relative, or a business that he declared. */
export function isPaidClose(replica: Replica, village: string, official: string, payee: string): boolean {
  const interest = interestOf(replica, village, official)
  if (listOf(interest, 'businesses').includes(payee)) return true
  const square = replica.scope(`square/${village}`)
  return [official, ...listOf(interest, 'relatives')].some((one) => square.record('member', one)?.['name'] === payee)
}

/** What somebody said, as far as it tells who does not handle it. */
export interface Concern {
  readonly person: string
  /** whose an officer believes it is; empty where somebody raised it */
  readonly meant?: string
  readonly about?: { readonly scope: string; readonly kind: string; readonly id: string } | null
}

/** 回避: who is close to the person, or to whom the disputed row pays, does not handle it (sync/spec/roll.md). */
export function keepsOut(
  replica: Replica,
  village: string,
  official: string,
  { person, meant = '', about }: Concern,
): boolean {
  if ([person, meant].some((whose) => whose !== '' && isClose(replica, village, official, whose))) return true
  if (about?.kind !== 'entry' || about.scope !== `village/${village}`) return false
  const payee = replica.scope(about.scope).record('entry', about.id)?.['payee']
  return typeof payee === 'string' && isPaidClose(replica, village, official, payee)
}

function interestOf(replica: Replica, village: string, official: string): Fields {
  return replica.scope(`square/${village}`).record('interest', official) ?? {}
}

function listOf(fields: Fields, name: string): readonly string[] {
  return (fields[name] as readonly string[] | undefined) ?? []
}
