/** Where people and their devices are made known. */
import { parentCode, parseScope } from '@shaiba/sync'

/** The public scopes in which those who may write in `scope` are enrolled: its village, and the regions above. */
export function placesOf(scope: string): string[] {
  const places: string[] = []
  for (let code = parseScope(scope).region; code !== ''; code = parentCode(code))
    places.push(code.endsWith('000') ? `region/${code}` : `village/${code}`)
  return places
}
