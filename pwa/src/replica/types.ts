/** What screens may know of the replica. Everything here is readable with no network. */

import type { Record as Merged } from '@shaiba/sync'

/** ○ on this phone · ◐ received by the server · ● in the log, proven by this phone · ✕ refused */
export type Mark = 'phone' | 'received' | 'proven' | 'refused'

/** A record as screens read it: registers by name, sets and lists as arrays (sync/spec/merge.md, view). */
export interface RecordView {
  readonly kind: string
  readonly id: string
  /** ms since 1970 at which it was first said (the stamp of the record's own tag); not a field of any kind */
  readonly at: number
  readonly [field: string]: unknown
}

/** One change, as it goes into an op's "do" (sync/spec/merge.md). */
export interface Change {
  readonly do: string
  readonly id: string
  readonly set?: Readonly<Record<string, unknown>>
  readonly add?: Readonly<Record<string, readonly string[]>>
  readonly drop?: Readonly<Record<string, readonly string[]>>
  readonly append?: Readonly<Record<string, unknown>>
}

/** Bytes that a change refers to by hash; kept on the phone until the server has them. */
export interface Attachment {
  readonly hash: string
  readonly type: string
  readonly bytes: ArrayBuffer
}

/** The server showed a history that does not contain ours. Both notes together convict it. */
export interface Alarm {
  readonly scope: string
  readonly code: 'root' | 'shorter' | 'signature' | 'epoch' | 'damaged' | 'given_up'
  readonly ours: string
  readonly theirs: string
  readonly at: number
  /** ms since 1970 at which the log was right again: this phone, or another, had given back what was lost */
  readonly mended?: number
  /** of a log that was given up: what the clerk's entry says of it, and how many of the lost lines this phone holds */
  readonly begun?: { readonly order: string; readonly at: number; readonly lost: number; readonly held: number }
}

/** What a head that came without lines says of our history: the same, another (the alarm is raised), more than we hold
 * yet, or nothing at all. */
export type Compared = 'same' | 'other' | 'later' | 'nothing'

export interface Comparison {
  readonly result: Compared
  /** whose log the note is of, and of how many lines; null and 0 where it is of none that this phone knows */
  readonly scope: string | null
  readonly size: number
}

/** Who else vouches that everybody sees this history. */
export interface Witnessed {
  /** lines that they vouched for; 0 where nobody has */
  readonly size: number
  readonly at: number | null
  readonly names: readonly string[]
  /** as many as the county asks for */
  readonly enough: boolean
  /** the county asks for it, and it is not there or too old */
  readonly overdue: boolean
}

export interface ScopeStatus {
  readonly scope: string
  /** lines of the log this phone holds and has proven */
  readonly size: number
  /** newest verified checkpoint (signed note), or null before the first sync */
  readonly checkpoint: string | null
  /** ms since 1970 of the last sync that reached the server, or null */
  readonly asOf: number | null
  /** whether local data has been read at all */
  readonly ready: boolean
  readonly alarm: Alarm | null
  /** null before this phone first asked */
  readonly witnessed: Witnessed | null
}

/** Signatures for circulars: how many villages there are, and in each by whom. */
export interface Signatures {
  readonly villages: number
  readonly rows: readonly {
    readonly village: string
    readonly name: string
    readonly circular: string
    readonly names: readonly string[]
  }[]
}

export type Connection = 'offline' | 'syncing' | 'online'

export interface OutboxItem {
  readonly id: string
  readonly scope: string
  readonly changes: readonly Change[]
  readonly at: number
  readonly state: 'waiting' | 'received' | 'refused'
  readonly error: {
    readonly error: string
    readonly retry: string
    readonly detail: Readonly<Record<string, unknown>>
  } | null
  /** attachments: how many bytes of how many are with the server */
  /** who says so, where it is not the server itself: a carrier, or a terminal that keeps it */
  readonly told: 'carrier' | 'kept' | null
  readonly sent: number
  readonly total: number
}

/** What is to be carried by somebody else. */
export interface ToCarry {
  /** what was written here and is not with the server, and what this phone carries itself */
  readonly ops: boolean
  /** public scopes whose logs go along */
  readonly logs: readonly string[]
  /** verdicts on what was carried */
  readonly receipts: boolean
}

/** What this phone carries for others: how much, never what. */
export interface Carried {
  readonly waiting: number
  readonly delivered: number
  readonly refused: number
  /** of all of these, how many will be public */
  readonly open: number
  readonly files: number
  readonly filesWaiting: number
  /** verdicts to be carried back */
  readonly receipts: number
}

/** What became of a carried log; `lines` are new. */
export interface TakenLog {
  readonly scope: string
  readonly what: 'new' | 'known' | 'gap' | 'bad' | 'no_key' | 'alarm'
  readonly lines: number
}

/** What became of a file that somebody brought. */
export interface TakenIn {
  readonly ops: number
  readonly files: number
  readonly known: number
  /** ops and files whose form, or hash, is not right, or for which there is no room */
  readonly bad: number
  readonly badFiles: number
  readonly verdicts: number
  readonly logs: readonly TakenLog[]
  /** an error code where the file broke off or is none; what stood before holds */
  readonly fault: string | null
}

/** One op that touched a record, with its proof. */
export interface OpProof {
  readonly seq: number
  readonly id: string
  readonly line: string
  readonly by: string
  readonly at: number
  readonly changes: readonly Change[]
  /** inclusion path of the leaf in the tree of `size`, base64url, leaf to root */
  readonly path: readonly string[]
  readonly size: number
  readonly root: string
  readonly checkpoint: string
  readonly signature: 'good' | 'bad' | 'unknown_device'
  /** the line was erased: its leaf is in the tree all the same */
  readonly gone: boolean
  /** the author had not seen a value that this op replaced */
  readonly concurrent: boolean
  /** its stamp as text; '' of a gap */
  readonly stamp: string
  /** something of it is hidden (sync/spec/moderation.md): `changes` are without it, and no screen shows the line */
  readonly covered: boolean
}

/** A file that is on this phone. */
export interface Held {
  readonly bytes: number
  /** it stays until it is let go; else it goes when room is wanted */
  readonly isKept: boolean
}

/** Files by hash that somebody takes along (along.ts). */
export interface Along {
  /** Which of them are on this phone. */
  held(hashes: readonly string[]): Promise<ReadonlyMap<string, Held>>
  /** How many bytes each has, of those that the server has. Throws Unreachable. */
  weigh(hashes: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Fetch what is not here, and keep all; `told` before each, and at the end. What the server has not yet is passed over.
   * Throws Unreachable, an AbortError once `signal` says so, and what the database throws when the phone is full. */
  take(hashes: readonly string[], told: (done: number, all: number) => void, signal: AbortSignal): Promise<void>
  /** Let go of them; what waits to be sent stays. */
  leave(hashes: readonly string[]): Promise<void>
}

/** What the replica gives to features. One object per app, made in main.ts. `.current` getters are reactive in Svelte. */
export interface Replica {
  /** What time it is, ms since 1970: the phone's clock as the server last corrected it, by which acts are stamped. */
  now(): number
  /** Its day in China, ISO: what terms, deadlines and «today» are compared with. */
  today(): string
  /** The day so many days after today, or before it. */
  dayIn(days: number): string
  /** Watch a scope; loads what the phone has, asks the loop to keep it fresh while watched. Same object for same scope. */
  scope(scope: string): ScopeView
  /** Say one thing: signs, applies, queues, in one transaction. Resolves with the op id once it is durable here. */
  write(scope: string, changes: readonly Change[], attachments?: readonly Attachment[]): Promise<string>
  readonly outbox: { readonly current: readonly OutboxItem[] }
  readonly connection: { readonly current: Connection }
  /** The author has read the refusal (or takes the op back before it was sent). */
  dismiss(opId: string): Promise<void>
  /** The person has read of an alarm that is over (`mended`). The evidence stays on the phone. */
  dismissAlarm(scope: string): Promise<void>
  /** Ask the loop to sync now; resolves after one attempt, true if the server answered. */
  syncNow(): Promise<boolean>
  proof(scope: string, kind: string, id: string): Promise<readonly OpProof[]>
  /** Hold a note from elsewhere (a neighbour's phone, the notice-board) against this phone's own tree. One that is ahead
   * of it is kept, and compared when the rest has come. */
  compare(note: string): Promise<Comparison>
  /** Bytes by hash: from the phone, else from the server (then kept). Null when neither has them now. */
  blob(hash: string): Promise<Blob | null>
  /** Files for where there is no network. */
  along(): Promise<Along>
  /** What this phone carries for others; null where that is nothing. */
  readonly carried: { readonly current: Carried | null }
  /** Pack what somebody else is to carry, as the bytes of a file. Throws `not_found` where there is nothing. */
  pack(what: ToCarry): Promise<Uint8Array<ArrayBuffer>>
  /** What became of the last thing that was taken in since the app was opened. */
  readonly takenIn: { readonly current: TakenIn | null }
  /** Take in what somebody brought. */
  takeIn(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** The verdicts are with those who gave the ops: forget these. */
  handedBack(): Promise<void>
  readonly account: { readonly current: Account | null }
  enrol(code: string, household: string): Promise<Account>
  privacy(): Promise<Privacy>
  /** How the villages of a region keep to their catalogue; as last heard where there is no network. */
  coverage(region: string, year: string): Promise<Coverage>
  /** Who has signed for circulars in the villages of a region; asked each time, so only with a network. */
  signatures(region: string): Promise<Signatures>
  demoPeople(): Promise<readonly DemoPerson[]>
  demoEnrol(person: string): Promise<Account>
  signOut(): Promise<void>
  /** Letters that enrol a phone, as the server has them: for who asks for them, and who releases them. */
  letters(): Promise<Letters>
  /** The person shows to be there, with a passkey; what waited for that goes on. Throws `bad_passkey`, also where the
   * person thinks better of it. */
  stepUp(): Promise<void>
  /** Passkeys, phones and sessions of the person, as the server has them. */
  keys(): Promise<Keys>
  /** Who is on this phone, and the PIN of the one who is there. */
  people(): Promise<People>
  /** Send the ballots that wait, at once: its person was told what the moment shows. How many went. */
  castNow(): Promise<number>
  /** Sealed tips: the queue, the replies that came, and what inspectors fetch. Looks the same whether there is any. */
  tips(): Promise<Tips>
  /** The server's verifier key (C2SP vkey) as this phone pinned it at the first contact; null before that. */
  serverKey(): Promise<string | null>
  /** The signed lines that the server has not taken yet, oldest first: to be saved, or carried there by other means. */
  unsent(): Promise<readonly string[]>
  /** small settings: village chosen, language, theme, text size */
  readonly settings: Settings
  /** every region the server knows, for choosing a village; cached on the phone after the first time */
  regions(): Promise<readonly Region[]>
  /** what a region is called, '' where nobody knows; cached on the phone after the first time */
  regionName(code: string): Promise<string>
  /** how characters are read (pinyin without tones); cached with the regions */
  readings(): Promise<Readonly<Record<string, string>>>
  /** codes of the villages that have published anything; as last heard where there is no network, then maybe none */
  begunVillages(): Promise<ReadonlySet<string>>
}

type SealedBytes = Uint8Array<ArrayBuffer>

/** What goes through the daily slot, and what inspectors fetch (sync/spec/tips.md). All of it is sealed. */
export interface Tips {
  /** county whose address this phone's slots go to; empty where no village is chosen */
  readonly county: string
  /** Put a tip's slots in front of the queue. */
  queue(slots: readonly SealedBytes[]): Promise<void>
  /** Send so many slots now: it can be seen, by time and by number. How many went; throws where the server cannot be reached. */
  sendNow(count: number): Promise<number>
  /** The replies of the last rounds, everybody's: mailboxes and files. */
  replies(): Promise<readonly (readonly [mailbox: SealedBytes, reply: SealedBytes])[]>
  /** Slots, dummies or not, that the server took and did not count; they go again. */
  missed(): Promise<number>
  /** Rounds of a county that an inspector may fetch, and how many slots each has. */
  rounds(county: string): Promise<readonly (readonly [round: number, slots: number])[]>
  /** All slots of a round; `told` hears how many have come. */
  slots(county: string, round: number, told: (count: number) => void): Promise<readonly SealedBytes[]>
  /** The replies of a closed round of a county, as everybody gets them. */
  repliesOf(county: string, round: number): Promise<readonly (readonly [mailbox: SealedBytes, reply: SealedBytes])[]>
  /** Say a reply in the next turn of this desk; without any a dummy goes, as from every desk. */
  reply(county: string, mailbox: SealedBytes, reply: SealedBytes): Promise<void>
  /** The round that runs, by the server's clock; null before its rules were heard. */
  round(): Promise<number | null>
  /** What this desk keeps of tips: sealed to its own holder. */
  shelf(): Promise<SealedBytes | null>
  putShelf(sealed: SealedBytes): Promise<void>
}

/** How a village stands: of each item how many are on time, late, overdue, empty, due (sync/spec/duty.md). */
export interface CoverageRow {
  readonly village: string
  readonly name: string
  readonly begun: boolean
  readonly head?: string
  readonly counts?: readonly (readonly number[])[]
  readonly overdue?: readonly (readonly [item: string, period: string, due: string])[]
}

export interface CoverageTable {
  readonly region: string
  readonly year: string
  readonly day: string
  readonly items: readonly (readonly [key: string, name: string])[]
  readonly villages: readonly CoverageRow[]
}

/** `at`: ms since 1970 at which the server said it. */
export interface Coverage {
  readonly at: number
  readonly told: CoverageTable
}

export interface ScopeView {
  readonly status: ScopeStatus
  /** records of a kind, the phone's own unsent ones included, newest stamp first */
  records(kind: string): readonly RecordView[]
  record(kind: string, id: string): RecordView | undefined
  /** The record as it was merged, with tags, and with what is hidden (sync/spec/moderation.md): for who may look at that. */
  merged(kind: string, id: string): Merged | undefined
  mark(kind: string, id: string): Mark
}

export interface Account {
  readonly person: string
  readonly device: string
  readonly name: string | null
  readonly grants: readonly {
    readonly role: string
    readonly region: string
    readonly office: string | null
    readonly until: string
  }[]
  /** scopes this account may read besides public ones */
  readonly scopes: readonly string[]
  /** code of the region (usually a village) whose log enrolled this phone */
  readonly home: string
  /** whether anything but villager is held; and whether this session is an official's now (sync/spec/people.md 6) */
  readonly official?: boolean
  readonly stepped?: boolean
  /** a passkey may be registered without another one */
  readonly vouched?: boolean
  readonly passkeys?: number
  /** lines of a phone that was revoked, which wait for a word */
  readonly kept?: number
}

/** One of the person's phones. Times are ms since 1970. */
export interface OwnDevice {
  readonly device: string
  /** where its record stands, and so where it is revoked */
  readonly scope: string
  readonly since: string
  readonly revoked: boolean
  readonly own: boolean
  readonly sessions: readonly {
    readonly id: string
    readonly begun: number
    readonly used: number
    readonly stepped: boolean
    readonly own: boolean
  }[]
}

export interface OwnPasskey {
  readonly id: string
  readonly name: string
  readonly since: number
  readonly used: number
}

/** A line that a revoked phone brought, in no log. */
export interface KeptLine {
  readonly id: string
  readonly device: string
  readonly scope: string
  readonly at: number
  readonly do: readonly Change[]
}

/** What one phone shows another; `digits` and `device` once that has answered. */
export interface ShownLink {
  readonly secret: string
  readonly expires: number
  readonly device: string | null
  readonly digits: string | null
}

export interface Keys {
  devices(): Promise<readonly OwnDevice[]>
  endSession(id: string): Promise<void>
  passkeys(): Promise<readonly OwnPasskey[]>
  addPasskey(name: string): Promise<void>
  removePasskey(id: string): Promise<void>
  /** by which push services know this server; throws `not_found` where it does not push */
  knockKey(): Promise<string>
  /** Knock at this browser from now on (again: longer); null: no more. */
  knock(endpoint: string | null): Promise<void>
  kept(): Promise<readonly KeptLine[]>
  /** forget a kept line: it was said again, or is not the person's */
  dropKept(id: string): Promise<void>
  beginLink(): Promise<ShownLink>
  /** null once it is used, past, or void */
  seeLink(): Promise<ShownLink | null>
  confirmLink(device: string): Promise<void>
  dropLink(): Promise<void>
  /** On a new phone: answer a link; the four digits to compare. */
  answerLink(secret: string): Promise<string>
  /** On a new phone: the account once it was confirmed; null until then. */
  awaitLink(): Promise<Account | null>
}

/** One of the people on this phone. The name is empty until he is enrolled. */
export interface OnPhone {
  /** end of the name of his database */
  readonly id: string
  readonly name: string
}

/** The people of this phone (sync/spec/people.md). What changes who is there starts the page anew. */
export interface People {
  /** id of the one who is there */
  readonly here: string
  list(): readonly OnPhone[]
  state(): Promise<'none' | 'open' | 'locked'>
  /** keep the name of the one who is there, for the list */
  remember(name: string): Promise<void>
  /** A PIN from now on, and with it a new key, which the old one links; that one is to be turned off: `before`. */
  setPin(pin: string): Promise<{ readonly before: string | null }>
  /** True, or until when no PIN is tried, ms since 1970 (0: it was wrong, try again). */
  unlock(pin: string): Promise<true | number>
  lock(): Promise<void>
  change(id: string): Promise<void>
  add(): Promise<void>
  /** acts of that person which the server has not taken */
  unsentOf(id: string): Promise<number>
  /** wipe all of that person from this phone */
  remove(id: string): Promise<void>
  /** Let somebody read who is to leave nothing behind; end that, and wipe all of it. Both start the page anew. */
  beginGuest(): void
  endGuest(): Promise<void>
}

/** A new letter, to be printed: what it holds is told this once. */
export interface NewLetter {
  readonly id: string
  readonly person: string
  readonly household: string
  readonly name: string
  readonly code: string
  readonly secret: string
  /** for who attests in person, where it replaces a phone */
  readonly digits: string
  readonly expires_ms: number
}

/** How a letter stands. `mine`: asked for by this account, which cannot release it; `replaces`: used, it turns off the
 * phones that the person has. */
export interface ListedLetter extends Omit<NewLetter, 'code' | 'secret' | 'digits'> {
  readonly state: 'waiting' | 'released' | 'used' | 'void' | 'past'
  readonly asked_ms: number
  readonly asked_by: string
  readonly mine: boolean
  readonly replaces: boolean
  /** it is for the caller, or for somebody close to him: another one releases it (回避) */
  readonly close: boolean
}

/** Throws the server's refusal. `release` and `takeBack` say how many it was done to. */
export interface Letters {
  ask(region: string, people: readonly string[], replaces: boolean): Promise<readonly NewLetter[]>
  list(region: string): Promise<readonly ListedLetter[]>
  release(region: string, ids: readonly string[]): Promise<number>
  takeBack(region: string, ids: readonly string[]): Promise<number>
  /** whose lost phones this account is asked about (sync/spec/people.md, «Recovery») */
  waiting(): Promise<readonly LostPhone[]>
  /** how many have attested it now */
  attest(region: string, id: string, digits: string): Promise<number>
}

/** Somebody who named this person for it has lost the phone. `count` have attested it; `mine`: this person has. */
export interface LostPhone {
  readonly id: string
  readonly region: string
  readonly person: string
  readonly name: string
  readonly count: number
  readonly mine: boolean
}

/** What only the server can answer; few ever ask. */
export interface Privacy {
  /** Who read what concerns this phone's person, newest first. */
  accesses(): Promise<readonly Access[]>
  /** Where an appeal stands, by its code; null where the village has none of it. Nobody need be signed in. */
  standing(village: string, code: string): Promise<Standing | null>
  /** What the server holds of this phone's person and no log that the phone has. */
  own(): Promise<OwnHeld>
  /** Open what is covered in an entry. The server writes down who did and why, for the person concerned to read. */
  open(asked: {
    readonly scope: string
    readonly id: string
    readonly why: string
    readonly words: string
  }): Promise<Readonly<Record<string, string>>>
}

/** Where an appeal stands, as told to whoever has its code: sync/spec/appeal.md, «Asking by code». */
export interface Standing {
  readonly state: string
  readonly level: string
  readonly office: string
  readonly due: string
  readonly today: string
}

/** Letters made in the person's name, by whom; his entries in rolls. */
export interface OwnHeld {
  readonly letters: readonly object[]
  readonly rolls: readonly object[]
  readonly originals: readonly object[]
}

/** Somebody read, or (`why`) opened, what concerns this phone's person. Texts that are not there are empty. */
export interface Access {
  readonly day: string
  readonly scope: string
  readonly name: string
  readonly role: string
  readonly office: string
  readonly why: string
  readonly words: string
  readonly id: string
}

export interface DemoPerson {
  readonly person: string
  readonly name: string
  readonly role: string
  readonly region: string
  readonly place: string
}

export interface Region {
  readonly code: string
  readonly name: string
  readonly level: 'province' | 'city' | 'county' | 'town' | 'village'
  readonly parent: string
  /** readings for search: full pinyin without tones, and initials */
  readonly pinyin: string
  readonly initials: string
}

export interface Settings {
  readonly current: Readonly<Record<string, string>>
  set(name: string, value: string): Promise<void>
}
