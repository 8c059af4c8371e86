/** An inspector's desk: his key, what was sealed to it, what he answers. What is kept here is sealed to himself. */
import { b64uDecode, b64uEncode, covers, REPLY_PLAIN, tipFrame, tipUnframe } from '@shaiba/sync'
import type { TipConclusion, Tipkey, Tipsafe } from '../../generated/kinds.ts'
import type { Account, RecordView, Replica, Tips } from '../../replica/types.ts'
import { type Answer, answerOf, INSPECTS, sealing } from './tip.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** Days that a new key holds; after so many a next one is due (tips.md 1). */
export const KEY_DAYS = 45
export const RENEW_DAYS = 30
/** What was opened is closed again after so long, ms. */
export const OPEN_MS = 300_000
/** UTF-8 bytes of words that a reply takes, beside its head. */
export const MAX_REPLY = 3_100
export const LEAST_PASSPHRASE = 20

/** Regions whose inspector this account is. */
export function regionsOf(account: Account | null): string[] {
  const grants =
    account?.grants.filter(({ role, region }) => INSPECTS.includes(role) && region.endsWith('000000')) ?? []
  return [...new Set(grants.map(({ region }) => region))]
}

/** The holder's keys of a region, newest first. */
export function ownKeys(replica: Replica, region: string): (RecordView & Partial<Tipkey>)[] {
  const me = replica.account.current?.person
  const keys = replica.scope(`region/${region}`).records('tipkey') as readonly (RecordView & Partial<Tipkey>)[]
  return keys.filter((key) => key.person === me).sort((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1))
}

/** His sealed secrets, newest first. */
export function ownSafes(replica: Replica, region: string): (RecordView & Partial<Tipsafe>)[] {
  const me = replica.account.current?.person
  const safes = replica.scope(`watch/${region}`).records('tipsafe') as readonly (RecordView & Partial<Tipsafe>)[]
  return safes.filter((safe) => safe.person === me)
}

/** A new key, not said yet: its secret, sealed to the holder, and to any two of three sheets. */
export interface NewKey {
  readonly id: string
  readonly recipient: string
  /** secrets of the three sheets, to be printed and forgotten */
  readonly sheets: readonly string[]
  readonly wrapped: string
  readonly nested: readonly string[]
}

/** The passkey last used here, if the server tells of any: browsers do not find all of them by themselves. `anew`: not
 * the one that locked keys here before, which may be the one that was lost. */
async function passkeyOf(replica: Replica, anew = false): Promise<string | null> {
  const kept = replica.settings.current['tip_passkey']
  if (kept !== undefined && !anew) return kept
  const all = await (await replica.keys()).passkeys().catch(() => [])
  return [...all].sort((a, b) => b.used - a.used)[0]?.id ?? null
}

/** Make a key; `passphrase` where the passkey has no secret of its own. Throws where neither will do. */
export async function makeKey(replica: Replica, passphrase: string | null): Promise<NewKey> {
  const seal = await sealing()
  const { identity, recipient } = await seal.makeIdentity()
  const secret = new TextEncoder().encode(identity)
  const wrapped = await wrap(replica, passphrase, secret)
  const sheets = await Promise.all([seal.makeIdentity(), seal.makeIdentity(), seal.makeIdentity()])
  const nested = await seal.nest(
    sheets.map((sheet) => sheet.recipient),
    secret,
  )
  return {
    id: seal.randomText(16),
    recipient,
    sheets: sheets.map((sheet) => sheet.identity),
    wrapped,
    nested: nested.map(b64uEncode),
  }
}

/** A secret sealed to the passkey or to a passphrase, b64u. Throws where neither will do. */
async function wrap(replica: Replica, passphrase: string | null, secret: Bytes, anew = false): Promise<string> {
  const seal = await sealing()
  if (passphrase !== null) return b64uEncode(await seal.sealWithPassphrase(passphrase, secret))
  const passkey = await passkeyOf(replica, anew)
  const wrapped = await seal.sealToPasskey(passkey, secret)
  if (passkey !== null) await replica.settings.set('tip_passkey', passkey)
  return b64uEncode(wrapped)
}

/** What a recovery sheet says, as it was typed or scanned; null where a character is wrong or missing. */
export async function sheetOf(text: string): Promise<string | null> {
  const identity = text.replaceAll(/\s/g, '').toUpperCase()
  return (await sealing()).recipientOf(identity).then(
    () => identity,
    () => null,
  )
}

type Safe = RecordView & Partial<Tipsafe>

/** Secrets of those keys that two sheets bring back. */
export async function bringBack(
  safes: readonly Safe[],
  sheets: readonly string[],
): Promise<readonly (readonly [Safe, Bytes])[]> {
  const seal = await sealing()
  const found: (readonly [Safe, Bytes])[] = []
  for (const safe of safes) {
    const secret = await seal.unnest(sheets, (safe.nested ?? []).map(fromText))
    if (secret) found.push([safe, secret])
  }
  return found
}

/** Have what was brought back kept, sealed to the passkey of this phone or to a passphrase. Throws where neither will do. */
export async function sealAnew(
  replica: Replica,
  region: string,
  brought: readonly (readonly [Safe, Bytes])[],
  passphrase: string | null,
): Promise<void> {
  for (const [{ id, person = '', nested = [] }, secret] of brought) {
    const wrapped = await wrap(replica, passphrase, secret, true)
    await replica.write(`watch/${region}`, [{ do: 'tipsafe.keep', id, set: { person, wrapped, nested } }])
  }
}

/** Say a new key, and have its sealed secret kept. */
export async function publishKey(replica: Replica, region: string, key: NewKey, today: string): Promise<void> {
  const person = replica.account.current?.person ?? ''
  const { id, recipient, wrapped, nested } = key
  await replica.write(`watch/${region}`, [{ do: 'tipsafe.keep', id, set: { person, wrapped, nested } }])
  const until = daysLater(today, KEY_DAYS)
  await replica.write(`region/${region}`, [{ do: 'tipkey.publish', id, set: { person, recipient, since: today, until } }]) // prettier-ignore
}

export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The secrets of all his keys: with the passkey, or with the passphrase. Those that open no more are left out. */
export async function unlock(
  replica: Replica,
  safes: readonly Partial<Tipsafe>[],
  passphrase: string | null,
): Promise<string[]> {
  const seal = await sealing()
  const secrets: string[] = []
  const passkey = passphrase === null ? await passkeyOf(replica) : null
  for (const { wrapped = '' } of safes) {
    const file = fromText(wrapped)
    const isForPasskey = seal.isForPasskey(file)
    if (isForPasskey !== (passphrase === null)) continue
    const plain = isForPasskey
      ? await seal.openWithPasskey(passkey, file)
      : await seal.openWithPassphrase(passphrase ?? '', file)
    if (plain) secrets.push(new TextDecoder().decode(plain))
  }
  return secrets
}

/** A part as it was opened. */
interface KeptPart {
  readonly round: number
  readonly part: readonly [at: number, of: number]
  readonly kind: string
  /** b64u */
  readonly bytes: string
}

/** A tip as it lies on the desk. */
export interface KeptTip {
  readonly tip: string
  readonly county: string
  readonly about: string
  readonly mailbox: string
  readonly reply: string
  readonly parts: readonly KeptPart[]
  readonly said: readonly Answer[]
  readonly read: boolean
}

/** All that lies on a desk; kept sealed to its holder alone. */
export interface Shelf {
  /** newest round that was taken, by county */
  readonly taken: Readonly<Record<string, number>>
  readonly tips: readonly KeptTip[]
}

const EMPTY: Shelf = { taken: {}, tips: [] }

export async function readShelf(tips: Tips, identities: readonly string[]): Promise<Shelf> {
  const sealed = await tips.shelf()
  const plain = sealed && (await (await sealing()).openWith(identities, sealed))
  return plain ? (JSON.parse(new TextDecoder().decode(plain)) as Shelf) : EMPTY
}

export async function keepShelf(tips: Tips, recipients: readonly string[], shelf: Shelf): Promise<void> {
  await tips.putShelf(await (await sealing()).sealTo(recipients, new TextEncoder().encode(JSON.stringify(shelf))))
}

/** What is new of a county: all slots of each round that was not taken yet, tried with one's keys; and what others answered. */
export async function take(
  tips: Tips,
  county: string,
  identities: readonly string[],
  shelf: Shelf,
  told: (done: number, of: number) => void,
): Promise<Shelf> {
  const { openMany } = await import('../../device/openMany.ts')
  const rounds = (await tips.rounds(county)).filter(([round]) => round > (shelf.taken[county] ?? 0))
  const all = rounds.reduce((sum, [, count]) => sum + count, 0)
  let [done, found] = [0, shelf]
  for (const [round] of rounds) {
    const slots = await tips.slots(county, round, () => undefined)
    const opened = await openMany(identities, slots, (count) => told(done + count, all))
    done += slots.length
    for (const plain of opened) if (plain) found = withPart(found, county, round, plain)
    const replies = await tips.repliesOf(county, round).catch(() => [])
    const answers = await openMany(
      identities,
      replies.map(([, reply]) => reply),
      () => undefined,
    )
    for (const plain of answers) found = withAnswer(found, answerOf(plain))
    found = { ...found, taken: { ...found.taken, [county]: round } }
  }
  return found
}

/** A part more; nothing where it was fetched for another county than it says (tips.md 8), or is no part. */
export function withPart(shelf: Shelf, county: string, round: number, plain: Bytes): Shelf {
  let said: Readonly<Record<string, unknown>>, bytes: Bytes
  try {
    ;({ said, bytes } = tipUnframe(plain))
  } catch {
    return shelf
  }
  if (said['county'] !== county) return shelf
  const part = { round, part: said['part'] as [number, number], kind: said['kind'] as string, bytes: b64uEncode(bytes) }
  const held = shelf.tips.find(({ tip }) => tip === said['tip'])
  if (held && held.mailbox !== said['mailbox']) return shelf // somebody else's words in another one's tip
  if (held?.parts.some((one) => one.bytes === part.bytes && one.part.join() === part.part.join())) return shelf // sent again
  const base = held ?? {
    ...{ tip: said['tip'] as string, county, about: said['about'] as string },
    ...{ mailbox: said['mailbox'] as string, reply: said['reply'] as string, parts: [], said: [] },
  }
  return withTip(shelf, { ...base, parts: [...base.parts, part], read: false })
}

function withAnswer(shelf: Shelf, answer: Answer | null): Shelf {
  const held = answer && shelf.tips.find(({ tip }) => tip === answer.tip)
  if (!held || held.said.some((one) => one.round === answer.round && one.words === answer.words)) return shelf
  return withTip(shelf, { ...held, said: [...held.said, answer] })
}

export function withTip(shelf: Shelf, tip: KeptTip): Shelf {
  return { ...shelf, tips: [...shelf.tips.filter((one) => one.tip !== tip.tip), tip] }
}

/** One thing that the writer said: words, and the picture as far as it is here. */
export interface Said {
  readonly round: number
  readonly words: string
  readonly picture: Bytes | null
  /** pieces of the picture that have not come */
  readonly lacking: number
}

/** The parts of a tip put together, oldest first. */
export function messagesOf(tip: KeptTip): Said[] {
  const parts = [...tip.parts].sort((a, b) => a.round - b.round || a.part[0] - b.part[0])
  const pieces = parts.filter(({ kind }) => kind === 'photo')
  return parts
    .filter(({ kind }) => kind === 'text')
    .map(({ round, part: [, of], bytes }) => {
      const own = Array.from({ length: of - 1 }, (_, i) => {
        const at = pieces.findIndex(({ part }) => part[0] === i + 1 && part[1] === of)
        return at < 0 ? null : (pieces.splice(at, 1)[0] ?? null)
      })
      const here = own.filter((one) => one !== null)
      const whole = of > 1 && here.length === own.length
      return {
        round,
        words: new TextDecoder().decode(fromText(bytes)),
        picture: whole ? joined(here.map((one) => fromText(one.bytes))) : null,
        lacking: own.length - here.length,
      }
    })
}

function fromText(text: string): Bytes {
  return b64uDecode(text, Math.floor((text.length * 6) / 8))
}

function joined(parts: readonly Bytes[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Answer: sealed to the writer's mailbox and to oneself, and queued for this desk's next turn. */
export async function answer(
  tips: Tips,
  tip: KeptTip,
  own: string,
  said: Omit<Answer, 'tip' | 'round'>,
): Promise<KeptTip> {
  const round = (await tips.round()) ?? 0
  const conclusion = said.state === 'concluded' ? { conclusion: said.conclusion } : {}
  const head = { v: 1, tip: tip.tip, at_round: round, by: said.by, state: said.state, ...conclusion }
  const plain = tipFrame(head, new TextEncoder().encode(said.words), REPLY_PLAIN)
  const file = await (await sealing()).sealToFive([tip.reply, own], plain)
  await tips.reply(tip.county, b64uDecode(tip.mailbox, 32), file)
  return { ...tip, said: [...tip.said, { ...said, tip: tip.tip, round }] }
}

/** Say what was found, to everybody. */
export async function publishFinding(
  replica: Replica,
  region: string,
  finding: {
    readonly about: string
    readonly day: string
    readonly conclusion: TipConclusion
    readonly summary: string
  },
): Promise<void> {
  const id = b64uEncode(crypto.getRandomValues(new Uint8Array(16)))
  await replica.write(`region/${region}`, [{ do: 'finding.publish', id, set: finding }])
}

/** Counties whose tips an inspector of a region reads. */
export function countiesOf(
  region: string,
  all: readonly { readonly code: string; readonly level: string }[],
): string[] {
  const below = all.filter(({ code, level }) => level === 'county' && covers(region, code)).map(({ code }) => code)
  return below.length > 0 ? below : [region]
}
