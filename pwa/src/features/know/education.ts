/** Warning-education meetings: what stands, and what inspection says of them (sync/spec/match.md, 12). */
import { parentCode } from '@shaiba/sync'
import { freshId } from '../../device/fresh.ts'
import type { Education } from '../../generated/kinds.ts'
import { upwards } from '../../replica/above.ts'
import type { Replica } from '../../replica/types.ts'

export interface Called {
  /** the town or county that it is of */
  readonly region: string
  readonly education: Education
}

/** Those about a circular that are called above a village, the nearest first. */
export function educationsOf(replica: Replica, village: string, circular: string): readonly Called[] {
  return upwards(parentCode(village)).flatMap((region) =>
    (replica.scope(`region/${region}`).records('education') as unknown as readonly Education[])
      .filter((one) => one.circular === circular)
      .map((education) => ({ region, education })),
  )
}

export interface Call {
  readonly title: string
  readonly day: string
  readonly hour: string
  readonly place: string
}

export async function call(replica: Replica, region: string, circular: string, said: Call): Promise<void> {
  const me = replica.account.current
  if (me === null) throw new Error('signed_out')
  const set = { circular, ...said, by: me.person, name: me.name ?? me.person }
  await replica.write(`region/${region}`, [{ do: 'education.call', id: freshId(), set }])
}

export async function hold(replica: Replica, { region, education }: Called, came: number): Promise<void> {
  const set = { came, held: replica.today() }
  await replica.write(`region/${region}`, [{ do: 'education.hold', id: education.id, set }])
}
