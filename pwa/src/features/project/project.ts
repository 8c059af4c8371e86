/** Projects as screens read them, and what is said of one: the only door of this feature to the replica. */
import {
  covers,
  PROJECT_LISTS,
  PROJECT_ROLES,
  projectLife,
  type ProjectLife,
  type ProjectList,
  type ProjectState,
  TOLD_DAYS,
} from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import type { TakenPhoto } from '../../device/photo.ts'
import type { BillLine, Photo, Project } from '../../generated/kinds.ts'
import type { Attachment, Mark, RecordView, Replica } from '../../replica/types.ts'

export const MAX_TEXT = 2000
export const MAX_PHOTOS = 9

/** What an office adds to a project: a stage, or words of what is out of order. */
export type Part = ProjectList | 'words'

/** A project, and how it stands today. */
export interface Going {
  readonly project: Project
  readonly life: ProjectLife
  readonly mark: Mark
}

/** One thing that was said of a project, whatever it is. */
export interface Stage {
  readonly part: Part
  readonly place: number
  readonly said: Said
  readonly marks: readonly string[]
}

/** What a stage may say; each says some of it. */
export interface Said {
  readonly day: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly lines?: readonly BillLine[]
  readonly bidder?: string
  readonly party?: string
  readonly amount_fen?: number
  readonly due?: string
  readonly advance_percent?: number
  readonly percent?: number
  readonly present?: readonly string[]
  readonly photos?: readonly Photo[]
  readonly reason?: string
  readonly result?: string
  readonly of?: string
  readonly entry?: string
  readonly until?: string
  readonly retained_fen?: number
}

const VERBS: Readonly<Record<Part, string>> = {
  designs: 'design',
  quotes: 'quote',
  contracts: 'contract',
  progress: 'progress',
  changes: 'alter',
  acceptances: 'accept',
  payments: 'pay',
  warranties: 'warrant',
  words: 'explain',
}
export const PARTS: readonly Part[] = [...PROJECT_LISTS, 'words']

/** Every project of a village, the newest first. */
export function projects(replica: Replica, village: string): readonly Going[] {
  const found = replica.scope(`village/${village}`).records('project').flatMap((one) => going(replica, village, one) ?? []) // prettier-ignore
  return found.sort((a, b) => (a.project.began < b.project.began ? 1 : -1))
}

/** One of them; null where this phone has not (yet) got it. */
export function projectOf(replica: Replica, village: string, id: string): Going | null {
  const record = replica.scope(`village/${village}`).record('project', id)
  return record === undefined ? null : going(replica, village, record)
}

function going(replica: Replica, village: string, record: RecordView): Going | null {
  const project = record as unknown as Project
  if ((project.began as string | undefined) === undefined) return null
  const mark = replica.scope(`village/${village}`).mark('project', record.id)
  return { project, life: projectLife(project, replica.today()), mark }
}

/** Narrower: of one state, of one year. Empty: any. */
export function within(all: readonly Going[], state: string, year: string): readonly Going[] {
  return all.filter(
    ({ project, life }) => (state === '' || life.state === state) && (year === '' || project.began.startsWith(year)),
  )
}

/** The states and the years that there are. */
export function facetsOf(all: readonly Going[]): { states: readonly ProjectState[]; years: readonly string[] } {
  const states = [...new Set(all.map(({ life }) => life.state))]
  const years = [...new Set(all.map(({ project }) => project.began.slice(0, 4)))].sort().reverse()
  return { states, years }
}

/** All that was said of it, by its days; of one day, in the order of what a project goes through. */
export function stagesOf({ project, life }: Going): readonly Stage[] {
  const found = PARTS.flatMap((part) =>
    ((project[part] ?? []) as readonly Said[]).map((said, place): Stage => {
      const marks = life.marks.filter((one) => one.list === part && one.place === place).map(({ mark }) => mark)
      return { part, place, said, marks }
    }),
  )
  return found.sort((a, b) => (a.said.day < b.said.day ? -1 : a.said.day > b.said.day ? 1 : 0)) // stable
}

/** What this account may add to a project of the village; under `''` whether it may begin one and give it up. */
export function mayAdd(replica: Replica, village: string): ReadonlySet<Part | ''> {
  const roles = (replica.account.current?.grants ?? []).filter(({ region }) => covers(region, village))
  const parts = ['', ...PARTS] as const
  return new Set(parts.filter((part) => roles.some(({ role }) => PROJECT_ROLES[part].includes(role))))
}

export interface Begun {
  readonly number: string
  readonly title: string
  readonly source: string
  readonly method: string
  readonly budget_fen: number
  readonly began: string
  readonly need: string
  readonly place: string
  readonly run: string
  readonly meeting: string
  readonly proposal: string
}

export async function begin(replica: Replica, village: string, said: Begun): Promise<string> {
  const { place, run, meeting, proposal, ...rest } = said
  const optional = Object.entries({ place, run, meeting, proposal }).filter(([, text]) => text !== '')
  const more = Object.fromEntries(optional)
  const id = freshId()
  const set = { ...rest, ...more, ...author(replica) }
  await replica.write(`village/${village}`, [{ do: 'project.begin', id, set }])
  return id
}

/** Say one stage, with its photos: one act. Of what is long past it is said that it is said today. */
export async function add(
  replica: Replica,
  village: string,
  id: string,
  part: Part,
  said: Omit<Said, 'name' | 'told'>,
  photos: readonly TakenPhoto[],
): Promise<void> {
  const taken = photos.map(({ hash: blob, type, w, h }) => ({ blob, type, w, h }))
  const stage = {
    ...said,
    ...author(replica),
    ...(isLongPast(said.day, replica.today()) ? { told: replica.today() } : {}),
    ...(taken.length === 0 ? {} : { photos: taken }),
  }
  const files: Attachment[] = photos.map(({ hash, type, bytes }) => ({ hash, type, bytes }))
  await replica.write(`village/${village}`, [{ do: `project.${VERBS[part]}`, id, append: { [part]: stage } }], files)
}

/** Whether it happened so long ago that everybody will see that it is said late. */
export function isLongPast(day: string, today: string): boolean {
  return Date.parse(today) - Date.parse(day) > TOLD_DAYS * 86_400_000
}

export async function stop(replica: Replica, village: string, id: string, stopped: string): Promise<void> {
  await replica.write(`village/${village}`, [{ do: 'project.stop', id, set: { stopped } }])
}

/** Lines of the village's ledger of that sum that money went out by, the newest first: one of them may be this payment. */
export function entriesOf(replica: Replica, village: string, fen: number): readonly RecordView[] {
  return replica
    .scope(`village/${village}`)
    .records('entry')
    .filter((one) => one['amount_fen'] === Math.abs(fen) && one['direction'] === (fen > 0 ? 'out' : 'in'))
    .sort((a, b) => (String(a['date']) < String(b['date']) ? 1 : -1))
}

function author(replica: Replica): { readonly by: string; readonly name: string } {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  return { by: me.person, name: me.name ?? me.person }
}
