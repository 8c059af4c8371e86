/** Looking for words in a list, as they are written or as they are read: linlihua and llh find 林丽华. */

/** How each sign is read, without tones; of signs that are not here nothing is known. */
export type Readings = Readonly<Record<string, string>>

/** The words that are looked for; all must be found. */
export function wordsOf(query: string): readonly string[] {
  return query.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean)
}

/** How a text is read: whole, and by its first letters. */
export function soundsOf(text: string, readings: Readings): readonly [whole: string, initials: string] {
  let [whole, initials] = ['', '']
  for (const sign of text) {
    const sound = readings[sign] ?? ''
    whole += sound
    initials += sound.charAt(0)
  }
  return [whole, initials]
}

/** Whether every word stands in one of the names or texts, or in how one of the names is read. */
export function fits(
  words: readonly string[],
  names: readonly string[],
  readings: Readings,
  texts: readonly string[] = [],
): boolean {
  const written = [...names, ...texts].join('\n').toLowerCase()
  let read: readonly string[] | null = null // made once a word could be one, and not for each row of a long list
  return words.every((word) => {
    if (written.includes(word)) return true
    if (!/^[a-z]+$/.test(word)) return false
    read ??= names.flatMap((name) => soundsOf(name, readings))
    return read.some((sounds) => sounds.includes(word))
  })
}
