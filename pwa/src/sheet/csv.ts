/** CSV as spreadsheets write it (RFC 4180), with comma, tab or semicolon; quotes may hold line breaks. */

/** Rows of cells as text; an empty cell is null. Lines with nothing in them stay, so that row numbers are the file's. */
export function parseCsv(text: string): (string | null)[][] {
  const between = delimiter(text)
  const rows: (string | null)[][] = []
  let row: (string | null)[] = []
  let cell = ''
  let quoted = false
  const endCell = (): void => {
    row.push(cell === '' ? null : cell)
    cell = ''
  }
  const endRow = (): void => {
    endCell()
    rows.push(row)
    row = []
  }
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (quoted) {
      if (char !== '"') cell += char
      else if (text.charAt(i + 1) === '"') cell += text.charAt(i++)
      else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === between) endCell()
    else if (char === '\n') endRow()
    else if (char !== '\r' || text.charAt(i + 1) !== '\n') {
      if (char === '\r') endRow()
      else cell += char
    }
  }
  if (cell !== '' || row.length > 0) endRow()
  return rows
}

/** What stands most often in the first ten lines. */
function delimiter(text: string): string {
  const first = text.split(/\r\n|[\n\r]/, 10).join('\n')
  const count = (mark: string): number => first.split(mark).length
  return [',', '\t', ';'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

/** A table as CSV that Excel in China opens rightly: utf-8 with its mark, CRLF. A cell never starts a formula. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
  }
  return '\ufeff' + rows.map((row) => row.map(cell).join(',') + '\r\n').join('')
}
