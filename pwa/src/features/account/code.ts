/** Enrolment codes: 12 characters of Crockford's base 32, shown in three groups of four. */

export const CODE_LENGTH = 12
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** What a person typed, as the code means it: case, O/I/L, spaces, dashes and full-width characters do not matter. */
export function normaliseCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .split('')
    .filter((char) => ALPHABET.includes(char))
    .join('')
    .slice(0, CODE_LENGTH)
}

/** Characters that no code has, so that a typing slip is named at once. */
export function strangeInCode(typed: string): string[] {
  const seen = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—·.]/g, '')
  return [...new Set(seen)].filter((char) => !ALPHABET.includes(char) && !'OIL'.includes(char))
}

export function formatCode(code: string): string {
  return code.match(/.{1,4}/g)?.join(' ') ?? ''
}
