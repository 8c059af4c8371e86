/** All that is held of one person, as data and as a page to read. Pure: what the phone and the server gave goes in. */
import type { Access, Account, RecordView } from '../../replica/types.ts'
import { zip } from '../../device/zip.ts'

export interface Own {
  readonly account: Account
  readonly devices: readonly RecordView[]
  readonly member: RecordView | undefined
  readonly appeals: readonly RecordView[]
  /** null where the server could not be asked */
  readonly accesses: readonly Access[] | null
}

/** Records that this person made, or that are of this person; never another's. */
export function ownOf(records: readonly RecordView[], person: string): RecordView[] {
  return records.filter((record) => record['person'] === person)
}

/** The zip: `data.json` and `page.html`. `titles` are the headings of the page, by the names of the parts. */
export function pack(own: Own, titles: Readonly<Record<keyof Own, string>>, title: string, at: Date): File {
  const data = JSON.stringify(own, null, 1)
  const page = toPage(own, titles, title)
  const bytes = zip(
    [
      { name: 'data.json', text: data },
      { name: 'page.html', text: page },
    ],
    at,
  )
  return new File([bytes], 'shaiba-my-data.zip', { type: 'application/zip' })
}

export function toPage(own: Own, titles: Readonly<Record<keyof Own, string>>, title: string): string {
  const sections = (Object.keys(titles) as (keyof Own)[]).map((part) => {
    const value = own[part]
    const rows = (Array.isArray(value) ? value : value ? [value] : []) as readonly object[]
    return `<h2>${escape(titles[part])}</h2>${rows.map(toTable).join('<hr>') || '<p>—</p>'}`
  })
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title>`
  return `<!doctype html>${head}<h1>${escape(title)}</h1>${sections.join('')}`
}

function toTable(row: object): string {
  const cells = Object.entries(row).map(([name, value]: [string, unknown]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `<tr><th align="left">${escape(name)}</th><td>${escape(text)}</td></tr>`
  })
  return `<table>${cells.join('')}</table>`
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${String(sign.charCodeAt(0))};`)
}
