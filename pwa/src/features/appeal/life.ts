/** Where an appeal stands on this phone, and which steps this account may take (sync/spec/appeal.md). The server decides. */
import { canTakeStep, covers, LEVELS, STEPS_FROM, type AppealLife, type Step } from '@shaiba/sync'
import { keepsOut } from '../../replica/close.ts'
import { handlingOf, hasDesk, lifeIn, type Handling } from '../../replica/handling.ts'
import { actsFor } from '../../replica/speaks.ts'
import type { Account, Replica } from '../../replica/types.ts'
import type { Appeal } from './appeal.ts'
import type { Office } from './offices.ts'

export { handlingOf, type Handling }

export function lifeOf(one: Appeal, handling: Handling): AppealLife {
  return lifeIn(one.scope, one.at, one.steps, handling)
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

/** The levels, from where the appeal is upwards, at which this account has a desk. */
export function levelsFor(replica: Replica, village: string, one: Appeal, life: AppealLife): string[] {
  return upFrom(life.level).filter((level) => isDesk(replica, village, one, [level]))
}

/** The lowest of them. */
export function myLevel(replica: Replica, village: string, one: Appeal, life: AppealLife): string {
  return levelsFor(replica, village, one, life)[0] ?? life.level
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

/** The step that brings it on, of those that this account may take: asked first. Null where somebody else is awaited. */
export function nextStep(steps: readonly string[], offices: readonly Office[]): string | null {
  const first = offices.some((office) => office.proposed) ? ['dispatch', 'answer'] : ['answer', 'dispatch']
  return ['accept', ...first, 'resume', 'reply', 'rate', 'revisit'].find((step) => steps.includes(step)) ?? null
}

/** A step as it would be said now. `said` is what it says besides who and when. */
export function stepOf(replica: Replica, me: Account, life: AppealLife, step: string, said: Partial<Step>): Step {
  const named = step === 'rate' || step === 'resume' || me.name === null ? {} : { name: me.name }
  return { step, n: life.taken.length, day: replica.today(), by: me.person, ...named, ...said }
}

/** Where the appeal stands once that step is taken: whoever takes it reads so before. */
export function lifeAfter(one: Appeal, step: Step, handling: Handling): AppealLife {
  return lifeOf({ ...one, steps: [...one.steps, step] }, handling)
}

/** Take a step; resolves with the op's id, by which it is taken back while it waits on this phone. */
export async function takeStep(replica: Replica, one: Appeal, step: Step): Promise<string> {
  return replica.write(one.scope, [{ do: 'appeal.step', id: one.id, append: { steps: { ...step } } }])
}

/** Take back what was said a moment ago; false where the server has it already. */
export async function takeBack(replica: Replica, op: string): Promise<boolean> {
  if (!replica.outbox.current.some((item) => item.id === op && item.state === 'waiting')) return false
  await replica.dismiss(op)
  return true
}

/** Urge, or supervise. */
export async function callOut(
  replica: Replica,
  one: Appeal,
  call: 'urge' | 'supervise',
  text: string,
): Promise<string> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const named = call === 'urge' || me.name === null ? {} : { name: me.name }
  const calls = { call, day: replica.today(), by: me.person, ...named, ...(text === '' ? {} : { text }) }
  return replica.write(one.scope, [{ do: 'appeal.call', id: one.id, append: { calls } }])
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
  return hasDesk(replica, village, one.scope, levels)
}
