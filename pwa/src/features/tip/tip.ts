/** What a tip is made of, and what its writer reads again: all of it on the phone (sync/spec/tips.md). */
import {
  b64uEncode,
  MAX_PARTS,
  parentCode,
  receipt,
  receiptKeys,
  regionLevel,
  SLOT_PLAIN,
  tipFrame,
  type TipKey,
  tipRecipients,
  tipUnframe,
} from '@shaiba/sync'
import type { Grant, Office, TipConclusion, Tipkey } from '../../generated/kinds.ts'
import { upwards } from '../../replica/above.ts'
import type { RecordView, Replica } from '../../replica/types.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Loaded when something is to be sealed or opened. */
export const sealing = () => import('../../device/seal.ts')

/** UTF-8 bytes of words that one slot takes, beside the head of any tip. */
export const MAX_WORDS = 7_000
/** Of a picture, beside the words: so many slots are left of a tip's eight. */
export const MAX_PICTURE = 40 * 1024
const PIECE = 7_200

/** Who inspects, as a phone has it from the log. */
export interface Reader {
  readonly key: TipKey
  readonly name: string
  readonly office: string
  readonly region: string
}

export const INSPECTS: readonly string[] = ['inspector', 'discipline']

function scopeOf(code: string): string {
  return code.endsWith('000') ? `region/${code}` : `village/${code}`
}

function grantsOf(replica: Replica, code: string, today: string): (RecordView & Partial<Grant>)[] {
  const grants = replica.scope(scopeOf(code)).records('grant') as readonly (RecordView & Partial<Grant>)[]
  return grants.filter(({ since = '', until = '', ended }) => ended === undefined && since <= today && today <= until)
}

/** Keys that hold today, of those who inspect a region above this one; each whose person's grant holds, too. */
export function readersAbove(replica: Replica, about: string, today: string): Reader[] {
  return upwards(parentCode(about)).flatMap((region) => {
    const grants = grantsOf(replica, region, today)
    const keys = replica.scope(scopeOf(region)).records('tipkey') as readonly (RecordView & Partial<Tipkey>)[]
    return keys.flatMap(({ id, person = '', recipient = '', since = '', until = '', ended }) => {
      const grant = grants.find((one) => one.person === person && INSPECTS.includes(one.role ?? ''))
      if (!grant || (ended !== undefined && ended <= today) || today < since || today > until) return []
      const office = grant.office ?? null
      const post = replica.scope(scopeOf(region)).record('office', office ?? '') as Partial<Office> | undefined
      const key: TipKey = { id, person, region, office, recipient, since }
      return [{ key, name: grant.name ?? person, office: post?.name ?? '', region }]
    })
  })
}

/** About whom: a region, an office of it (`<code>/<id>`), or a person who holds one. */
export interface Concern {
  readonly about: string
  readonly office: string | null
  readonly person: string | null
  /** how it is called, for who reads the tip */
  readonly words: string
}

/** What may be complained about at a place: the offices and people that its public log has. */
export function concernsAt(replica: Replica, code: string, name: string, today: string): Concern[] {
  const offices = replica.scope(scopeOf(code)).records('office') as readonly (RecordView & Partial<Office>)[]
  const people = grantsOf(replica, code, today).filter(({ role }) => role !== 'villager' && role !== 'observer')
  return [
    { about: code, office: null, person: null, words: name },
    ...offices
      .filter((one) => one.closed === undefined)
      .map((one) => ({ about: code, office: `${code}/${one.id}`, person: null, words: `${name} ${one.name ?? ''}` })),
    ...people.map((one) => ({
      about: code,
      office: one.office === undefined ? null : `${code}/${one.office}`,
      person: one.person ?? null,
      words: `${name} ${one.name ?? one.person ?? ''}`,
    })),
  ]
}

/** Places whose doings one may tell of: the village, and what stands above it as far as there is somebody above that. */
export function placesOf(home: string): string[] {
  return upwards(home).filter((code) => code !== '' && regionLevel(code) !== 'province')
}

/** Who is to read a tip, as the rule says (tips.md 9); nobody where they are too few. */
export function readersFor(replica: Replica, concern: Concern, tip: string, today: string): readonly Reader[] {
  const all = readersAbove(replica, concern.about, today)
  try {
    const keys = all.map(({ key }) => key)
    const concerned = new Set(concern.person === null ? [] : [concern.person])
    const ids = tipRecipients(concern.about, concern.office, keys, concerned, tip)
    return ids.flatMap((id) => all.filter(({ key }) => key.id === id))
  } catch {
    return []
  }
}

/** A receipt, the mailbox that it leads to and the identity that opens what lies there. */
export interface Box {
  readonly mailbox: string
  readonly identity: string
  readonly recipient: string
}

/** A new receipt, for this tip alone. */
export async function newReceipt(): Promise<string> {
  return receipt((await sealing()).randomDigits(19))
}

/** What a receipt leads to. Takes a second or more: receipts are not to be guessed. */
export async function boxOf(text: string, county: string): Promise<Box> {
  const { seedOf } = await import('../../device/receipt.ts')
  const { mailbox, secret } = receiptKeys(await seedOf(text, county))
  return { mailbox: b64uEncode(mailbox), ...(await (await sealing()).identityOf(secret)) }
}

export interface ToSeal {
  readonly tip: string
  readonly box: Box
  readonly county: string
  readonly about: string
  readonly words: string
  readonly picture: Bytes | null
  readonly readers: readonly Reader[]
}

/** The sealed slots of a tip: its words, then its picture in pieces. */
export async function sealTip({ tip, box, county, about, words, picture, readers }: ToSeal): Promise<Bytes[]> {
  const { sealToFive } = await sealing()
  const pieces = Array.from({ length: Math.ceil((picture?.length ?? 0) / PIECE) }, (_, i) =>
    (picture ?? new Uint8Array()).slice(i * PIECE, (i + 1) * PIECE),
  )
  const parts = [new TextEncoder().encode(words), ...pieces]
  if (parts.length > MAX_PARTS) throw new RangeError('a picture that is too large')
  const to = readers.map(({ key }) => key.recipient)
  const head = { v: 1, tip, mailbox: box.mailbox, reply: box.recipient, about, county }
  return Promise.all(
    parts.map((bytes, i) => {
      const said = { ...head, part: [i, parts.length], kind: i === 0 ? 'text' : 'photo' }
      return sealToFive(to, tipFrame(said, bytes, SLOT_PLAIN))
    }),
  )
}

/** What inspectors answered. */
export interface Answer {
  readonly tip: string
  readonly round: number
  readonly by: string
  readonly state: 'read' | 'asked' | 'answered' | 'concluded'
  readonly conclusion: TipConclusion | null
  readonly words: string
}

/** The answers of a mailbox among all replies that the phone has: nobody is asked, and nobody learns that somebody looked. */
export async function answersIn(
  replies: readonly (readonly [mailbox: Bytes, reply: Bytes])[],
  box: Pick<Box, 'mailbox'>,
  identity: string,
): Promise<Answer[]> {
  const { openWith } = await sealing()
  const mine = replies.filter(([mailbox]) => b64uEncode(mailbox) === box.mailbox)
  const opened = await Promise.all(mine.map(([, reply]) => openWith([identity], reply)))
  return opened.flatMap((plain) => answerOf(plain) ?? []).sort((a, b) => a.round - b.round)
}

/** What a reply says, if it is one. */
export function answerOf(plain: Bytes | null): Answer | null {
  if (!plain) return null
  try {
    const { said, bytes } = tipUnframe(plain)
    return {
      tip: said['tip'] as string,
      round: said['at_round'] as number,
      by: said['by'] as string,
      state: said['state'] as Answer['state'],
      conclusion: (said['conclusion'] as TipConclusion | undefined) ?? null,
      words: new TextDecoder().decode(bytes),
    }
  } catch {
    return null
  }
}

/** How many bytes words are. */
export function bytesOf(words: string): number {
  return new TextEncoder().encode(words).length
}

/** 20 digits in five groups of four. */
export function grouped(digits: string): string {
  return digits.replace(/(\d{4})(?=\d)/g, '$1 ')
}
