/** The words of warning-education meetings, as everybody reads them. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    where: (day: string, hour: string, place: string) => `${day} ${hour}，${place}`,
    counts: (called: number, signed: number) => `叫到 ${String(called)} 人，${String(signed)} 人看过通报并签字`,
    held: (day: string, came: number) => `${day}开了会，到会 ${String(came)} 人`,
  },
  {
    where: (day: string, hour: string, place: string) => `${day} ${hour}, ${place}`,
    counts: (called: number, signed: number) =>
      `${String(called)} called; ${String(signed)} have read the circular and signed`,
    held: (day: string, came: number) => `Held on ${day}; ${String(came)} came`,
  },
)
