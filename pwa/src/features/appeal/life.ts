/** Where an appeal stands on this phone, and which steps this account may take (sync/spec/appeal.md). The server decides. */
import {
  appealLife,
  canTakeStep,
  DEFAULT_TERMS,
  LEVELS,
  regionLevel,
  STEPS_FROM,
  type AppealLife,
  type Calendar,
  type Step,
  type Terms,
} from '@shaiba/sync'
import { DESKS } from '../../generated/kinds.ts'
import { calendarOf, recordsAbove, upwards } from '../../replica/above.ts'
import { isClose, isPaidClose } from '../../replica/close.ts'
import type { RecordView, Replica } from '../../replica/types.ts'
import { isoDay } from '../../text/format.ts'
import { covers, sortOf, type Appeal } from './appeal.ts'
import { actsFor } from './who.ts'

/** An office that an appeal may be given to. */
export interface Office {
  readonly id: string
  readonly name: string
  /** the county's rules name it for this category */
  readonly proposed: boolean
  /** everybody in it is to keep out of it (回避) */
  readonly close: boolean
}

/** How the regions above a village handle appeals; the nearer counts. */
export interface Handling {
  readonly calendar: Calendar
  readonly terms: Terms
  readonly routes: readonly RecordView[]
}

export function handlingOf(replica: Replica, village: string): Handling {
  const records = recordsAbove(replica, village, 'handling')
  const said = records.find((one) => one.id === 'terms')
  const terms = said === undefined ? DEFAULT_TERMS : (said as unknown as Terms)
  return {
    calendar: calendarOf(replica, village),
    terms,
    routes: records.filter((one) => 'office' in one && !('ended' in one)),
  }
}

export function lifeOf(one: Appeal, { calendar, terms }: Handling): AppealLife {
  return appealLife(isoDay(one.at), sortOf(one.scope) === 'case' ? 'town' : 'village', one.steps, calendar, terms)
}

/** Whether somebody still has to do something but the person. */
export function isOpen(life: AppealLife): boolean {
  return life.due !== null || life.state === 'paused'
}

/** The steps that the state has and this account may take, as the server would have it. */
export function stepsFor(replica: Replica, village: string, one: Appeal, life: AppealLife): string[] {
  const me = replica.account.current
  if (me === null) return []
  const speaks = one.person === me.person || actsFor(replica, village).includes(one.person)
  const [here, above] = [isDesk(replica, village, one, [life.level]), isDesk(replica, village, one, upFrom(life.level))]
  const inOffice =
    life.office !== null && me.grants.some((it) => it.office === life.office && covers(it.region, village))
  const may: Readonly<Record<string, boolean>> = {
    accept: above,
    dispatch: here,
    transfer: here,
    answer: life.office === null ? here : inOffice,
    pause: here || inOffice,
    resume: here || inOffice || speaks,
    extend: here || inOffice,
    escalate: here || inOffice,
    return: above,
    reply: above,
    rate: speaks,
    revisit: above,
  }
  const close = keepsOut(replica, village, me.person, one)
  return (STEPS_FROM[life.state] ?? []).filter(
    (step) =>
      may[step] === true &&
      (!close || (speaks && (step === 'rate' || step === 'resume'))) &&
      canTakeStep(life, { step, n: 0, day: '', by: me.person, level: myLevel(replica, village, one, life), days: 1 }),
  )
}

/** The lowest level, from where the appeal is upwards, at which this account has a desk. */
export function myLevel(replica: Replica, village: string, one: Appeal, life: AppealLife): string {
  return upFrom(life.level).find((level) => isDesk(replica, village, one, [level])) ?? life.level
}

/** Whether it may urge, or supervise. */
export function callFor(replica: Replica, village: string, one: Appeal, life: AppealLife): 'urge' | 'supervise' | null {
  const me = replica.account.current
  if (me === null || life.state === 'satisfied' || life.state === 'revisited') return null
  if (one.person === me.person || actsFor(replica, village).includes(one.person)) return isOpen(life) ? 'urge' : null
  const watches = me.grants.some(
    ({ role, region }) => (role === 'discipline' || role === 'inspector') && covers(region, village),
  )
  return watches || isDesk(replica, village, one, upFrom(life.level).slice(1)) ? 'supervise' : null
}

/** The offices of the appeal's level, those that the rules propose first. */
export function officesFor(replica: Replica, village: string, one: Appeal, life: AppealLife): Office[] {
  const code = upwards(village).find((one) => levelOf(one) === life.level)
  if (code === undefined) return []
  const place = replica.scope(code === village ? `village/${code}` : `region/${code}`)
  const { routes } = handlingOf(replica, village)
  const fits = routes.filter(
    (it) =>
      it['category'] === (life.category ?? one.category) && [undefined, village].includes(it['village'] as string),
  )
  const people = place.records('grant').filter((grant) => !('ended' in grant))
  return place
    .records('office')
    .filter((office) => !('closed' in office) && office.id !== life.office)
    .map((office) => {
      const inside = people.filter((grant) => grant['office'] === office.id)
      const close =
        inside.length > 0 && inside.every((grant) => keepsOut(replica, village, String(grant['person']), one))
      const proposed = !close && fits.some((route) => route['office'] === office.id)
      return { id: office.id, name: String(office['name']), proposed, close }
    })
    .sort((a, b) => Number(b.proposed) - Number(a.proposed) || Number(a.close) - Number(b.close))
}

/** Take a step: `said` is what it says besides who and when. */
export async function takeStep(replica: Replica, one: Appeal, life: AppealLife, step: string, said: Partial<Step>) {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const named = step === 'rate' || step === 'resume' || me.name === null ? {} : { name: me.name }
  const steps = { step, n: life.taken.length, day: isoDay(Date.now()), by: me.person, ...named, ...said }
  await replica.write(one.scope, [{ do: 'appeal.step', id: one.id, append: { steps } }])
}

/** Urge, or supervise. */
export async function callOut(replica: Replica, one: Appeal, call: 'urge' | 'supervise', text: string) {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const named = call === 'urge' || me.name === null ? {} : { name: me.name }
  const calls = { call, day: isoDay(Date.now()), by: me.person, ...named, ...(text === '' ? {} : { text }) }
  await replica.write(one.scope, [{ do: 'appeal.call', id: one.id, append: { calls } }])
}

/** Add one's own voice to somebody's appeal (附议). */
export async function support(replica: Replica, one: Appeal) {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  await replica.write(one.scope, [{ do: 'appeal.support', id: one.id, add: { supporters: [me.person] } }])
}

function upFrom(level: string): string[] {
  return LEVELS.slice(LEVELS.findIndex((one) => one === level))
}

function isDesk(replica: Replica, village: string, one: Appeal, levels: readonly string[]): boolean {
  const roles: readonly string[] = DESKS[sortOf(one.scope) === 'case' ? 'case' : 'square']
  return (replica.account.current?.grants ?? []).some(
    ({ role, region }) => roles.includes(role) && covers(region, village) && levels.includes(levelOf(region)),
  )
}

function levelOf(region: string): string {
  return regionLevel(region)
}

/** 回避: who is close to the person, or to whom the disputed row pays, does not handle it (sync/spec/roll.md). */
export function keepsOut(replica: Replica, village: string, official: string, { person, about }: Appeal): boolean {
  if (isClose(replica, village, official, person)) return true
  if (about?.kind !== 'entry' || about.scope !== `village/${village}`) return false
  const payee = replica.scope(about.scope).record('entry', about.id)?.['payee']
  return typeof payee === 'string' && isPaidClose(replica, village, official, payee)
}
