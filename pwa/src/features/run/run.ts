/** Runs as screens read them, and what is said of one: the only door of this feature to the replica. */
import { covers, runLife, type RunLife } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import type { TakenPhoto } from '../../device/photo.ts'
import type { Procedure, ProcedureStep, Run, RunDone } from '../../generated/kinds.ts'
import { calendarOf, recordsAbove } from '../../replica/above.ts'
import { versionOf } from '../../replica/powers.ts'
import type { Attachment, Change, Mark, RecordView, Replica } from '../../replica/types.ts'

export const MAX_TEXT = 2000
/** An office says what it did within so many days (sync/spec/procedure.md 8). */
export const LATE_DAYS = 7

/** A run with the procedure that it goes by, and how it stands today. */
export interface Going {
  readonly run: Run
  readonly procedure: Procedure
  readonly life: RunLife
  readonly mark: Mark
  readonly at: number
}

/** Every run of a village whose procedure this phone has, the newest first; those with something wrong before others. */
export function runs(replica: Replica, village: string): readonly Going[] {
  return replica
    .scope(`village/${village}`)
    .records('run')
    .map((record) => going(replica, village, record))
    .filter((one) => one !== null)
}

/** One run; null where this phone has not (yet) got it, or its procedure. */
export function runOf(replica: Replica, village: string, id: string): Going | null {
  const record = replica.scope(`village/${village}`).record('run', id)
  return record === undefined ? null : going(replica, village, record)
}

function going(replica: Replica, village: string, record: RecordView): Going | null {
  const run = record as unknown as Run
  const procedure = procedures(replica, village).find((one) => one.id === run.procedure)
  if (procedure === undefined || (run.began as string | undefined) === undefined) return null
  const life = runLife(
    procedure.steps,
    run.began,
    run.steps ?? [],
    run.papers ?? [],
    calendarOf(replica, village),
    replica.today(),
    run.stopped !== undefined,
  )
  return { run, procedure, life, mark: replica.scope(`village/${village}`).mark('run', record.id), at: record.at }
}

/** Every version of every procedure that the regions above say. */
export function procedures(replica: Replica, village: string): readonly Procedure[] {
  const found = recordsAbove(replica, village, 'procedure') as unknown as readonly Procedure[]
  return found.filter((one) => (one.steps as unknown) !== undefined)
}

/** Those that a run may begin by today: of each the newest version in force. */
export function inForce(replica: Replica, village: string): readonly Procedure[] {
  const today = replica.today()
  const found = new Map<string, Procedure>()
  for (const one of procedures(replica, village)) {
    const known = found.get(keyOf(one.id))
    if (one.since <= today && today < (one.ended ?? '~') && versionOf(one.id) > versionOf(known?.id ?? '-0'))
      found.set(keyOf(one.id), one)
  }
  return [...found.values()]
}

export function keyOf(id: string): string {
  return id.slice(0, id.lastIndexOf('-'))
}

/** Whether this account holds a role that takes one of these steps in the village. */
export function mayTake(replica: Replica, village: string, steps: readonly ProcedureStep[]): boolean {
  return (replica.account.current?.grants ?? []).some(
    ({ role, region }) =>
      covers(region, village) && steps.some((step) => (step.who as readonly string[]).includes(role)),
  )
}

/** Days on which a step may be said to be taken: today and some before it, as the server has it. */
export function daysOpen(replica: Replica): { readonly min: string; readonly max: string } {
  return { min: replica.dayIn(-LATE_DAYS), max: replica.today() }
}

export async function begin(
  replica: Replica,
  village: string,
  said: {
    readonly procedure: string
    readonly title: string
    readonly began: string
    readonly about: string
    readonly power: string
  },
): Promise<string> {
  const { by, name } = author(replica)
  const id = freshId()
  const { about, power, ...rest } = said
  const more = { ...(about === '' ? {} : { about }), ...(power === '' ? {} : { power }) }
  await replica.write(`village/${village}`, [{ do: 'run.begin', id, set: { ...rest, ...more, by, name } }])
  return id
}

/** A paper that is put with a step: its name as the procedure has it, and its picture. */
export interface NewPaper {
  readonly name: string
  readonly photo: TakenPhoto
}

/** Say that a step was taken, with its papers: one act. Without `said`, papers that come later. */
export async function take(
  replica: Replica,
  village: string,
  id: string,
  step: string,
  said: Omit<RunDone, 'step' | 'by' | 'name'> | null,
  papers: readonly NewPaper[],
): Promise<void> {
  const changes: Change[] =
    said === null ? [] : [{ do: 'run.step', id, append: { steps: { step, ...said, ...author(replica) } } }]
  const day = said?.day ?? replica.today()
  for (const { name, photo } of papers) {
    const { hash: blob, type, w, h } = photo
    changes.push({ do: 'run.attach', id, append: { papers: { step, name, day, blob, type, w, h } } })
  }
  const files: Attachment[] = papers.map(({ photo: { hash, type, bytes } }) => ({ hash, type, bytes }))
  await replica.write(`village/${village}`, changes, files)
}

export async function explain(
  replica: Replica,
  village: string,
  id: string,
  step: string,
  text: string,
): Promise<void> {
  const words = { step, day: replica.today(), text, ...author(replica) }
  await replica.write(`village/${village}`, [{ do: 'run.explain', id, append: { words } }])
}

export async function stop(replica: Replica, village: string, id: string, stopped: string): Promise<void> {
  await replica.write(`village/${village}`, [{ do: 'run.stop', id, set: { stopped } }])
}

function author(replica: Replica): { readonly by: string; readonly name: string } {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  return { by: me.person, name: me.name ?? me.person }
}
