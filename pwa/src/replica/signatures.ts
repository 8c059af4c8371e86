/** Who has signed for circulars in the villages of a region, as open data has it (sync/spec/open.md); never kept. */
import type { Signatures } from './types.ts'
import { type Env, ask } from './wire.ts'

interface Row {
  readonly village: string
  readonly name: string
  readonly id: string
  readonly signed: string | null
}

/** Throws Unreachable where nobody answers. */
export async function readSignatures(env: Env, region: string): Promise<Signatures> {
  const [readings, villages] = await Promise.all(
    ['reading', 'village'].map(async (kind) => {
      const response = await ask(env, `/open/${region}/${kind}.json`)
      return ((await response.json()) as { readonly rows: readonly Row[] }).rows
    }),
  )
  const rows = (readings ?? []).map(({ village, name, id, signed }) => {
    const by = JSON.parse(signed ?? '[]') as readonly { readonly by: string; readonly name: string }[]
    const names = by.filter((one, at) => by.findIndex((other) => other.by === one.by) === at).map((one) => one.name)
    return { village, name, circular: id, names }
  })
  return { villages: new Set((villages ?? []).map(({ village }) => village)).size, rows }
}
