/**
 * Every public pure function by name: one JSON command per line on stdin, one answer per line on stdout.
 *
 * The commands: sync/vectors/README.md. Vectors are the same commands, so `answer` also runs them.
 */

import type * as Sync from './index.ts'

type Command = Readonly<Record<string, unknown>>
type Node = {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: { write(text: string): void }
  getBuiltinModule(name: string): {
    registerHooks(hooks: { resolve: Resolve }): void
  }
}
type Resolve = (specifier: string, context: { parentURL?: string }, next: Resolve) => unknown
declare const process: Node | undefined

/** The answer to one command. What is no `SyncError` is thrown: a bug. */
export type Answer = { ok: unknown } | { error: string; detail: unknown }

/** Answer one command with the functions of this module. */
export async function answer(s: typeof Sync, command: Command): Promise<Answer> {
  const run = commands(s)[String(command['fn'])]
  if (!run) throw new Error('unknown fn')
  try {
    return { ok: await run(command) }
  } catch (refusal) {
    if (!(refusal instanceof s.SyncError)) throw refusal
    return { error: refusal.code, detail: refusal.detail }
  }
}

async function main(node: Node): Promise<void> {
  // The protocol has no node_modules of its own: what it imports is the app's.
  const app = new URL('../../../pwa/package.json', import.meta.url).href
  node.getBuiltinModule('node:module').registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, specifier.startsWith('@noble/') ? { ...context, parentURL: app } : context, next),
  })
  const s = await import('./index.ts')
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of node.stdin) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const reply = await answer(s, JSON.parse(line) as Command).catch((bug: unknown) => ({ crash: String(bug) }))
      node.stdout.write(`${JSON.stringify(reply)}\n`)
    }
  }
}

function commands(s: typeof Sync): Readonly<Record<string, (c: Command) => unknown>> {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

  const text = (c: Command, name: string) => c[name] as string
  const count = (c: Command, name: string) => c[name] as number
  const alg = (c: Command) => c['alg'] as Sync.Alg
  const read = (bytes: Sync.Bytes) => decoder.decode(bytes)
  /** Any number of bytes, canonically. */
  const b64u = (coded: string) => s.b64uDecode(coded, Math.floor((coded.length * 6) / 8))
  const coded = (c: Command, name: string) => b64u(text(c, name))
  const hex = (bytes: Sync.Bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  const path = (c: Command) => (c['path'] as string[]).map(b64u)
  const texts = (hashes: readonly Sync.Bytes[]) => hashes.map(s.b64uEncode)

  function bytes(c: Command, name: string): Sync.Bytes {
    const inHex = c[`${name}_hex`]
    if (typeof inHex === 'string') return Uint8Array.from(inHex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
    const parts = c[`${name}_parts`] as [string, number][] | undefined
    return encoder.encode(parts ? parts.map(([part, times]) => part.repeat(times)).join('') : text(c, name))
  }

  const calendar = (c: Command) => s.parseCalendar(c['calendar'])

  function parseCalendar(c: Command) {
    const tables = [...s.parseCalendar(c['data'])]
    return Object.fromEntries(
      tables.map(([year, { version, off, work }]) => [year, { version, off: [...off], work: [...work] }]),
    )
  }

  function appealLife(c: Command) {
    const terms = c['terms'] as Sync.Terms | undefined
    const steps = c['steps'] as readonly Sync.Step[]
    const life = s.appealLife(text(c, 'filed'), text(c, 'first'), steps, calendar(c), terms)
    const { answeredBy: answered_by, ...rest } = life
    return {
      ...rest,
      answered_by,
      overdue: s.isOverdue(life, text(c, 'today')),
    }
  }

  function moderationLife(c: Command) {
    const life = s.moderationLife(c['acts'] as readonly Sync.ModerationAct[], calendar(c))
    return { ...life, hidden: life.parts.filter(s.isHidden).map((one) => one.part) }
  }

  function runLife(c: Command) {
    const procedure = c['procedure'] as readonly Sync.AskedStep[]
    const [steps, papers] = [c['steps'] as readonly Sync.TakenStep[], c['papers'] as readonly Sync.HeldPaper[]]
    const stopped = c['stopped'] === true
    return s.runLife(procedure, text(c, 'began'), steps, papers, calendar(c), text(c, 'today'), stopped)
  }

  const told = (c: Command) => c['said'] as Sync.ToldDraw

  function recordingFaults(c: Command) {
    const held = Object.entries(c['held'] as Record<string, string>).map(([name, hash]) => [name, b64u(hash)] as const)
    const said = c['said'] as Sync.ToldRecording
    return s.recordingFaults(said, c['tier'] as Sync.Tier, s.readHashes(c['hashes']), Object.fromEntries(held))
  }

  function drawRules() {
    const dice = { throws: s.DICE_THROWS, row: s.DICE_ROW, roles: s.DICE_ROLES }
    return { faults: s.DRAW_FAULTS, salt: s.SALT_BYTES, people: s.RESULT_PEOPLE, dice }
  }

  const toldPoll = (c: Command) => c['said'] as Sync.ToldPoll
  const lineOf = (line: string) => encoder.encode(line)
  const ballotOf = (c: Command) => s.readBallot(bytes(c, 'line'))

  function castOf(c: Command) {
    const { ballot, box, salt, words } = s.readCast(coded(c, 'data'))
    return { line: decoder.decode(ballot.line), box, salt: s.b64uEncode(salt), words }
  }

  function ballotRead(c: Command) {
    const one = ballotOf(c)
    return [one.poll, s.b64uEncode(one.token), s.b64uEncode(one.rand), one.tsig.length, one.n, one.choice, one.words]
  }

  function ballotHead(c: Command) {
    const [tsig, choice] = [(c['tsig'] as string[]).map(b64u), c['choice'] as number[]]
    const [token, rand] = [coded(c, 'token'), coded(c, 'rand')]
    const head = s.ballotHead(text(c, 'poll'), token, rand, tsig, count(c, 'n'), choice, text(c, 'words'))
    const line = s.finishBallot(head, new Uint8Array(64))
    return [decoder.decode(head), s.b64uEncode(s.ballotDigest(head)), decoder.decode(line)]
  }

  function ballotsRead(c: Command) {
    const { lines, words } = s.readBallotsFile(bytes(c, 'data'))
    return { lines: lines.map((line) => decoder.decode(line)), words }
  }

  function recount(c: Command) {
    const own = c['own'] === null ? null : bytes(c, 'own')
    const asked = c['asked'] as number | null
    return s.recount(toldPoll(c), c['close'] as Sync.ToldBox, bytes(c, 'data'), asked, own)
  }

  function pollRules() {
    const sizes = [s.BALLOT_BYTES, s.FEWEST_BALLOTS, s.MOST_OPTIONS, s.MOST_MARK, s.MOST_TIMES, s.MOST_WORDS]
    return [s.POLL_FAULTS, sizes, [s.MODULUS_BYTES, s.RAND_BYTES, s.WORDS_SALT_BYTES]]
  }

  function leaseLife(c: Command) {
    const rents = c['rents'] as readonly Sync.ToldRent[]
    return s.leaseLife(c['contract'] as Sync.ToldContract, rents, text(c, 'today'), c['renewed'] === true)
  }

  function owedStanding(c: Command) {
    const paid = c['paid'] as readonly Sync.PaidPart[]
    return s.owedStanding(count(c, 'amount_fen'), c['due'] as string | null, paid, text(c, 'today'))
  }

  function projectRules() {
    const asked = {
      changes: s.CHANGE_PERCENT,
      told: s.TOLD_DAYS,
      silent: s.SILENT_DAYS,
      quotes: s.QUOTES_ASKED,
    }
    return {
      lists: s.PROJECT_LISTS,
      marks: s.PROJECT_MARKS,
      roles: s.PROJECT_ROLES,
      ...asked,
    }
  }

  function obligations(c: Command) {
    const levels = c['levels'] as Sync.Levels
    const disclosures = c['disclosures'] as readonly Sync.PublishedItem[]
    const absences = c['absences'] as readonly Sync.MissedItem[]
    return s.obligations(levels, disclosures, absences, text(c, 'year'), calendar(c), text(c, 'today'))
  }

  function leaves(c: Command): Sync.Bytes[] {
    if (c['leaves']) return (c['leaves'] as string[]).map(b64u)
    return Array.from({ length: count(c, 'count') }, (_, i) => s.leafHash(encoder.encode(String(i))))
  }

  function op(parsed: Sync.Op) {
    const { v, scope, by, at, salt, seen, changes, sig, id, head } = parsed
    const digest = s.b64uEncode(s.digest(head))
    return {
      v,
      scope,
      by,
      at,
      salt,
      seen,
      do: changes,
      sig: s.b64uEncode(sig),
      id,
      digest,
      head: read(head),
    }
  }

  function parseLine(c: Command) {
    const parsed = s.parseLine(bytes(c, 'line'))
    return 'gone' in parsed ? { gone: parsed.gone, by: parsed.by, why: parsed.why } : op(parsed)
  }

  function buildHead(c: Command) {
    const changes = c['changes'] as Sync.Change[]
    const [scope, by, at, salt] = [text(c, 'scope'), text(c, 'by'), text(c, 'at'), text(c, 'salt')]
    const head = s.buildHead(scope, by, at, salt, c['seen'] as Sync.Seen | null, changes)
    return { head: read(head), digest: s.b64uEncode(s.digest(head)) }
  }

  async function keys(c: Command): Promise<CryptoKeyPair> {
    const algorithm = c['alg'] === 'p256' ? { name: 'ECDSA', namedCurve: 'P-256' } : 'Ed25519'
    const privateKey = await crypto.subtle.importKey('pkcs8', coded(c, 'pkcs8'), algorithm, true, ['sign'])
    const { d: _, key_ops: __, ...jwk } = await crypto.subtle.exportKey('jwk', privateKey)
    return {
      privateKey,
      publicKey: await crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify']),
    }
  }

  async function sign(c: Command) {
    const { privateKey } = await keys(c)
    return s.b64uEncode(await s.sign(alg(c), privateKey, s.digest(bytes(c, 'head'))))
  }

  async function verify(c: Command) {
    await s.verify(alg(c), coded(c, 'key'), s.parseOp(bytes(c, 'line')))
    return true
  }

  function merge(c: Command) {
    const records = new Map<string, Sync.Record>()
    for (const text of (c['start'] ?? []) as string[]) {
      const record = s.recordFromJson(text)
      records.set(`${record.kind} ${record.id}`, record)
    }
    for (const [tag, change] of c['steps'] as [string, Sync.Change][]) {
      s.checkChange(change)
      const key = `${change.do.slice(0, change.do.indexOf('.'))} ${change.id}`
      records.set(key, s.merge(records.get(key) ?? null, change, tag))
    }
    return [...records].sort(([a], [b]) => s.byCodePoint(a, b)).map(([, record]) => s.recordToJson(record))
  }

  function item(line: Sync.Bytes): unknown {
    return JSON.parse(s.formatAnswer(s.parseAnswer(line)))
  }

  function readAnswer(c: Command) {
    const reader = new s.AnswerReader(c['sent'] as string[] | undefined)
    const events = (c['lines'] as string[]).map((line) => {
      const event = reader.feed(encoder.encode(line))
      if ('line' in event) return { line: read(event.line), scope: event.scope, seq: event.seq }
      return JSON.parse(s.formatAnswer(event)) as unknown
    })
    return { events, ended: reader.ended }
  }

  function frontier(grown: Sync.Frontier) {
    const { size, hashes } = grown
    return {
      size,
      hashes: texts(hashes),
      root: s.b64uEncode(grown.root()),
      bytes_hex: hex(grown.toBytes()),
    }
  }

  function checkpoint({ origin, size, root }: Sync.Checkpoint) {
    return { origin, size, root: s.b64uEncode(root) }
  }

  function toCheckpoint(c: Command): Sync.Checkpoint {
    return {
      origin: text(c, 'origin'),
      size: count(c, 'size'),
      root: coded(c, 'root'),
    }
  }

  function keyOf({ name, key, keyId }: Sync.VerifierKey) {
    return { name, key: s.b64uEncode(key), key_id_hex: hex(keyId) }
  }

  async function cosign(c: Command) {
    const { privateKey, publicKey } = await keys({ ...c, alg: 'ed25519' })
    const pair = { privateKey, publicKey: await s.exportPublicKey(publicKey) }
    return s.cosign(text(c, 'note'), text(c, 'key_name'), pair, count(c, 'time_s'))
  }

  function witnessedAt(c: Command) {
    const needed = {
      committee: count(c, 'need_committee'),
      outside: count(c, 'need_outside'),
    }
    return s.witnessedAt(c['committee'] as number[], c['outside'] as number[], needed)
  }

  function submission(c: Command) {
    const { old, proof, note } = s.parseSubmission(text(c, 'body'))
    return { old, proof: texts(proof), note }
  }

  function regain(c: Command) {
    const { epoch, checkpoint, lines } = s.parseRegain(bytes(c, 'body'))
    return {
      epoch,
      checkpoint,
      lines: lines.map(({ at, path, line }) => ({
        at,
        path: texts(path),
        line: read(line),
      })),
    }
  }

  function toRegain(c: Command): Sync.Regain {
    const lines = (c['lines'] as Command[]).map((one) => {
      return {
        at: count(one, 'at'),
        path: path(one),
        line: encoder.encode(text(one, 'line')),
      }
    })
    return {
      epoch: count(c, 'epoch'),
      checkpoint: text(c, 'checkpoint'),
      lines,
    }
  }

  async function checkRegain(c: Command) {
    return (await s.checkRegain(toRegain(c), text(c, 'vkey'), text(c, 'scope'), count(c, 'now'))).map(({ id }) => id)
  }

  function verifyConsistency(c: Command) {
    return s.verifyConsistency(count(c, 'm'), count(c, 'n'), coded(c, 'root_m'), coded(c, 'root_n'), path(c))
  }

  function verifyInclusion(c: Command) {
    return s.verifyInclusion(coded(c, 'leaf'), count(c, 'index'), count(c, 'size'), path(c), coded(c, 'root'))
  }

  function formatStamp(c: Command) {
    const [millis, counter] = c['stamp'] as [number, number]
    return s.formatStamp({ millis, counter })
  }

  function parseStamp(c: Command) {
    const { millis, counter } = s.parseStamp(text(c, 'text'))
    return [millis, counter]
  }

  function receive(c: Command) {
    const [last, seen] = [s.parseStamp(text(c, 'last')), s.parseStamp(text(c, 'seen'))]
    return s.formatStamp(s.receive(last, seen, count(c, 'now_ms')))
  }

  function carried(section: Sync.Section) {
    if ('ops' in section) return { ops: section.ops.map(read) }
    if ('blob' in section)
      return {
        blob: section.blob,
        type: section.type,
        data: s.b64uEncode(section.data),
      }
    if ('log' in section) return { ...section, lines: section.lines.map(read) }
    return section
  }

  function toSection(c: Command): Sync.Section {
    const lines = (name: string) => (c[name] as string[]).map((line) => encoder.encode(line))
    if ('ops' in c) return { ops: lines('ops') }
    if ('blob' in c)
      return {
        blob: text(c, 'blob'),
        type: text(c, 'type'),
        data: coded(c, 'data'),
      }
    if ('log' in c) return { ...(c as unknown as Sync.CarriedLog), lines: lines('lines') }
    return c as unknown as Sync.Receipts
  }

  function collect(c: Command) {
    const collector = new s.FrameCollector()
    const whole = (c['frames'] as string[]).map((frame) => collector.feed(frame)).at(-1)
    return {
      have: collector.have,
      count: collector.count,
      data_hex: whole ? hex(whole) : null,
    }
  }

  function tipRecipients(c: Command) {
    const [keys, concerned] = [c['keys'] as Sync.TipKey[], new Set(c['concerned'] as string[])]
    return s.tipRecipients(text(c, 'about'), c['office'] as string | null, keys, concerned, text(c, 'tip'))
  }

  function receiptKeys(c: Command) {
    const { mailbox, secret } = s.receiptKeys(coded(c, 'seed'))
    return { mailbox: s.b64uEncode(mailbox), secret: s.b64uEncode(secret) }
  }

  function tipUnframe(c: Command) {
    const { said, bytes } = s.tipUnframe(coded(c, 'plain'))
    return { said, bytes: s.b64uEncode(bytes) }
  }

  function turn(c: Command): Sync.Turn | null {
    const [round, at_ms] = (c['turn'] ?? []) as number[]
    return round === undefined || at_ms === undefined ? null : { round, at_ms }
  }

  function turnAt(c: Command) {
    const { round, at_ms } = s.turnAt(turn(c), count(c, 'now_ms'), count(c, 'round_s'), count(c, 'draw'))
    return [round, at_ms]
  }

  function isDue(c: Command) {
    const drawn = turn(c)
    return drawn !== null && s.isDue(drawn, c['sent'] as number | null, count(c, 'now_ms'))
  }

  function checkSlot(c: Command) {
    return s.checkSlot(coded(c, 'slot_hash'), count(c, 'index'), count(c, 'count'), path(c), coded(c, 'root'))
  }

  function readSlotAnswer(c: Command) {
    const { proof, rounds } = s.readSlotAnswer(coded(c, 'bytes'))
    return {
      proof: proof && { ...proof, path: texts(proof.path) },
      rounds: rounds.map(([round, replies]) => [round, replies.map(texts)]),
    }
  }

  function checkPublic(c: Command) {
    s.checkPublic(c['change'] as Sync.Change, c['contact'] as readonly string[] | undefined)
    return null
  }

  return {
    errors: () =>
      Object.fromEntries(
        Object.entries(s.RETRY).map(([code, retry]) => [code, [retry, s.STATUS[code as Sync.ErrorCode]]]),
      ),
    parse_stamp: parseStamp,
    format_stamp: formatStamp,
    day_of: (c) => s.dayOf(count(c, 'now_ms')),
    tick: (c) => s.formatStamp(s.tick(s.parseStamp(text(c, 'last')), count(c, 'now_ms'))),
    receive,
    parse_calendar: parseCalendar,
    is_working_day: (c) => s.isWorkingDay(calendar(c), text(c, 'day')),
    add_working_days: (c) => s.addWorkingDays(calendar(c), text(c, 'day'), count(c, 'count')),
    working_days_between: (c) => s.workingDaysBetween(calendar(c), text(c, 'after'), text(c, 'until')),
    years_without: (c) => s.yearsWithout(calendar(c), text(c, 'since'), text(c, 'until')),
    appeal_life: appealLife,
    moderation_life: moderationLife,
    query_code: (c) => s.queryCode(text(c, 'digits')),
    is_query_code: (c) => s.isQueryCode(text(c, 'text')),
    run_life: runLife,
    entrant_id: (c) => s.entrantId(text(c, 'draw'), coded(c, 'salt'), text(c, 'who')),
    meeting_life: (c) => s.meetingLife(c['said'] as Sync.ToldMeeting, text(c, 'today')),
    meeting_rule: (c) => s.meetingRule(c['number'] as number, text(c, 'sort')),
    attend_id: (c) => s.attendId(text(c, 'meeting'), text(c, 'who')),
    door_message: (c) => s.b64uEncode(s.doorMessage(text(c, 'meeting'), text(c, 'who'))),
    contribution_id: (c) => s.contributionId(text(c, 'draw'), text(c, 'device')),
    list_root: (c) => s.b64uEncode(s.listRoot(c['entrants'] as readonly Sync.ToldEntrant[])),
    contributions_root: (c) => s.b64uEncode(s.contributionsRoot((c['values'] as string[]).map(b64u))),
    draw_seed: (c) =>
      s.b64uEncode(s.drawSeed(coded(c, 'entrants'), coded(c, 'contributions'), c['results'] as string[])),
    draw_order: (c) => s.drawOrder(c['ids'] as string[], coded(c, 'seed')),
    draw_state: (c) => s.drawState(told(c), text(c, 'today')),
    entered_results: (c) => s.enteredResults(told(c)),
    draw_places: (c) => s.drawPlaces(told(c)),
    check_draw: (c) => s.checkDraw(told(c)),
    draw_rules: () => drawRules(),
    remark_id: (c) => s.remarkId(text(c, 'stream'), text(c, 'who'), count(c, 'said_ms')),
    read_hashes: (c) => s.readHashes(c['data']).map(texts),
    entry_of: (c) => s.entryOf(text(c, 'text')),
    entries_root: (c) => s.b64uEncode(s.entriesRoot((c['hashes'] as string[]).map(b64u))),
    recording_root: (c) => {
      const tiers = Object.entries(c['tiers'] as Record<string, unknown>)
      return s.b64uEncode(s.recordingRoot(Object.fromEntries(tiers.map(([tier, all]) => [tier, s.readHashes(all)]))))
    },
    recording_faults: recordingFaults,
    live_rules: () => ({
      tiers: s.TIERS,
      whys: s.FAULT_WHYS,
      stream: s.STREAM_BYTES,
      gap_ms: s.REMARK_GAP_MS,
      epochs: s.MOST_EPOCHS,
    }),
    poll_window: (c) => s.pollWindow(c['said'] as Sync.ToldTimes),
    poll_state: (c) => s.pollState(c['said'] as Sync.ToldTimes, count(c, 'now_ms')),
    answer_id: (c) => s.answerId(text(c, 'poll'), text(c, 'who')),
    issuer_modulus: (c) => s.b64uEncode(s.issuerModulus(coded(c, 'spki'))),
    blind_token: async (c) =>
      s.b64uEncode(
        await s.blindToken(coded(c, 'modulus'), coded(c, 'prepared'), coded(c, 'salt'), coded(c, 'inverse')),
      ),
    unblind_token: async (c) =>
      s.b64uEncode(
        await s.unblindToken(coded(c, 'modulus'), coded(c, 'prepared'), coded(c, 'blinded'), coded(c, 'inverse')),
      ),
    sign_blinded: (c) => s.b64uEncode(s.signBlinded(coded(c, 'p'), coded(c, 'q'), coded(c, 'blinded'), coded(c, 'r'))),
    is_token_signed: (c) => s.isTokenSigned(coded(c, 'modulus'), coded(c, 'prepared'), coded(c, 'sig')),
    ballot_head: ballotHead,
    words_commitment: (c) => s.wordsCommitment(coded(c, 'salt'), text(c, 'words')),
    cast_ballot: (c) =>
      s.b64uEncode(s.castBallot(bytes(c, 'line'), text(c, 'box'), coded(c, 'salt'), text(c, 'words'))),
    read_cast: castOf,
    read_ballot: ballotRead,
    check_ballot: async (c) => {
      await s.checkBallot(ballotOf(c), (c['issuers'] as string[]).map(b64u))
      return true
    },
    check_choice: (c) => {
      s.checkChoice(toldPoll(c), c['choice'] as number[])
      return true
    },
    count_choices: (c) => s.countChoices(toldPoll(c), c['choices'] as number[][]),
    poll_boxes: (c) => s.pollBoxes(c['ballots'] as Record<string, number>, text(c, 'top')),
    newest_ballots: (c) =>
      s
        .newestBallots((c['lines'] as string[]).map((line) => s.readBallot(lineOf(line))))
        .map((one) => decoder.decode(one.line)),
    ballots_file: (c) => decoder.decode(s.ballotsFile((c['lines'] as string[]).map(lineOf), c['words'] as string[])),
    read_ballots_file: ballotsRead,
    recount,
    poll_rules: () => pollRules(),
    lease_life: leaseLife,
    owed_standing: owedStanding,
    project_life: (c) => s.projectLife(c['project'] as Sync.ToldProject, text(c, 'today')),
    project_rules: () => projectRules(),
    design_diff: (c) => s.designDiff(c['before'] as readonly Sync.BillLine[], c['after'] as readonly Sync.BillLine[]),
    design_fen: (c) => s.designFen(c['design'] as { lines: readonly Sync.BillLine[] }),
    obligations,
    due_day: (c) => s.dueDay(c['item'] as Sync.OwedItem, text(c, 'period'), calendar(c)),
    period_days: (c) => s.periodDays(text(c, 'period')),
    is_enough: (c) => s.isEnough(text(c, 'share'), c['part'], c['whole']),
    b64u_encode: (c) => s.b64uEncode(bytes(c, 'bytes')),
    b64u_decode: (c) => hex(s.b64uDecode(text(c, 'text'), count(c, 'size'))),
    device_id: (c) => s.deviceId(alg(c), coded(c, 'key')),
    op_id: (c) => s.opId(bytes(c, 'line')),
    leaf_of: (c) => s.b64uEncode(s.leafOf(bytes(c, 'line'))),
    format_gone: (c) => read(s.formatGone(text(c, 'gone'), text(c, 'by'), text(c, 'why'))),
    parse_op: (c) => op(s.parseOp(bytes(c, 'line'))),
    parse_line: parseLine,
    build_head: buildHead,
    finish: (c) => read(s.finish(bytes(c, 'head'), coded(c, 'sig'))),
    sign,
    verify,
    make_tag: (c) => s.makeTag(text(c, 'at'), text(c, 'by'), text(c, 'op_id'), count(c, 'index')),
    merge,
    view: (c) => s.view(s.recordFromJson(text(c, 'record'))),
    record: (c) => s.recordToJson(s.recordFromJson(text(c, 'record'))),
    parse_scope: (c) => s.parseScope(text(c, 'text')),
    covers: (c) => s.covers(text(c, 'a'), text(c, 'b')),
    region_level: (c) => s.regionLevel(text(c, 'code')),
    parent_code: (c) => s.parentCode(text(c, 'code')),
    parse_header: (c) => s.parseHeader(bytes(c, 'line')),
    format_header: (c) =>
      s.formatHeader({
        have: c['have'] as Sync.SyncHeader['have'],
        mine: c['mine'] as boolean,
      }),
    parse_refill: (c) => s.parseRefill(bytes(c, 'line')),
    format_refill: (c) =>
      s.formatRefill({
        epoch: count(c, 'epoch'),
        begin: count(c, 'begin'),
        checkpoint: text(c, 'checkpoint'),
      }),
    format_answer: (c) => s.formatAnswer(s.parseAnswer(encoder.encode(JSON.stringify(c['item'])))),
    parse_answer: (c) => item(bytes(c, 'line')),
    read_answer: readAnswer,
    leaf_hash: (c) => s.b64uEncode(s.leafHash(bytes(c, 'line'))),
    node_hash: (c) => s.b64uEncode(s.nodeHash(coded(c, 'left'), coded(c, 'right'))),
    root_of: (c) => s.b64uEncode(s.rootOf(leaves(c))),
    frontier: (c) => frontier(leaves(c).reduce((grown, leaf) => grown.append(leaf), s.Frontier.EMPTY)),
    frontier_from: (c) => frontier(s.Frontier.fromBytes(bytes(c, 'bytes'))),
    inclusion_proof: (c) => texts(s.inclusionProof(leaves(c), count(c, 'index'))),
    verify_inclusion: verifyInclusion,
    consistency_proof: (c) => texts(s.consistencyProof(leaves(c), count(c, 'm'))),
    verify_consistency: verifyConsistency,
    origin: (c) => s.origin(text(c, 'log_name'), text(c, 'scope'), count(c, 'epoch')),
    format_checkpoint: (c) => s.formatCheckpoint(toCheckpoint(c)),
    parse_checkpoint: (c) => checkpoint(s.parseCheckpoint(text(c, 'text'))),
    sign_checkpoint: async (c) => s.signCheckpoint(toCheckpoint(c), text(c, 'key_name'), await keys(c)),
    open_note: async (c) => checkpoint(await s.openNote(text(c, 'note'), text(c, 'vkey'))),
    make_cosigner: (c) => s.makeCosigner(text(c, 'key_name'), coded(c, 'key')),
    parse_cosigner: (c) => keyOf(s.parseCosigner(text(c, 'vkey'))),
    device_cosigner: (c) => s.deviceCosigner(text(c, 'log_name'), text(c, 'device'), coded(c, 'key')),
    cosign,
    open_cosigned: async (c) => Object.fromEntries(await s.openCosigned(text(c, 'note'), c['vkeys'] as string[])),
    witnessed_at: witnessedAt,
    format_submission: (c) =>
      s.formatSubmission({
        old: count(c, 'old'),
        proof: (c['proof'] as string[]).map(b64u),
        note: text(c, 'note'),
      }),
    parse_submission: submission,
    parse_regain: regain,
    format_regain: (c) => read(s.formatRegain(toRegain(c))),
    check_regain: checkRegain,
    inclusion_proofs: (c) => s.inclusionProofs(leaves(c), c['places'] as number[]).map(texts),
    find_personal: (c) => s.findPersonal(text(c, 'text')).map(({ sort, start, end }) => [sort, start, end]),
    mask_personal: (c) => s.maskPersonal(text(c, 'value'), c['sort'] as Sync.PersonalSort | 'name'),
    hide_personal: (c) => s.hidePersonal(text(c, 'text')),
    check_public: checkPublic,
    mask_row: (c) =>
      s.maskRow(
        c['row'] as Record<string, unknown>,
        c['policy'] as Sync.MaskingPolicy,
        new Set(c['known'] as string[]),
      ),
    invoice_number: (c) => s.invoiceNumber(text(c, 'text')),
    invoices_of: (c) => s.invoicesOf(c['entry'] as Record<string, unknown>),
    invoice_keys: (c) => s.invoiceKeys(text(c, 'number'), Number(c['fen'])),
    same_invoice: (c) => s.sameInvoice(text(c, 'one'), Number(c['one_fen']), text(c, 'other'), Number(c['other_fen'])),
    entry_digest: (c) => s.entryDigest(text(c, 'id'), c['fields'] as Record<string, unknown>),
    standing_of: (c) => s.standingOf(c['item'] as Record<string, unknown> & { id: string }, c['signers'] as string[]),
    find_names: (c) => s.findNames(text(c, 'text')),
    strike_personal: (c) => s.strikePersonal(text(c, 'text')),
    tip_recipients: tipRecipients,
    is_recipient: (c) => s.isRecipient(text(c, 'text')),
    receipt: (c) => s.receipt(text(c, 'digits')),
    is_receipt: (c) => s.isReceipt(text(c, 'text')),
    receipt_salt: (c) => s.b64uEncode(s.receiptSalt(text(c, 'county'))),
    receipt_keys: receiptKeys,
    tip_frame: (c) => s.b64uEncode(s.tipFrame(c['said'] as Sync.Said, coded(c, 'bytes'), count(c, 'size'))),
    tip_unframe: tipUnframe,
    round_at: (c) => s.roundAt(count(c, 'now_ms'), count(c, 'round_s')),
    turn_at: turnAt,
    is_due: isDue,
    put_tip: (c) => s.putTip(c['queue'] as unknown[], c['slots'] as unknown[]),
    shift_queue: (c) => s.shiftQueue(c['queue'] as unknown[], c['dummy']),
    slot_work: (c) => s.slotWork(text(c, 'county'), count(c, 'round'), coded(c, 'slot_hash'), coded(c, 'nonce')),
    slots_root: (c) => s.b64uEncode(s.slotsRoot((c['slot_hashes'] as string[]).map(b64u))),
    check_slot: checkSlot,
    answer_bytes: (c) => s.answerBytes(c['replies'] as number[]),
    read_slot_answer: readSlotAnswer,
    make_vkey: (c) => s.makeVkey(text(c, 'key_name'), coded(c, 'key')),
    parse_vkey: (c) => keyOf(s.parseVkey(text(c, 'vkey'))),
    read_carry: (c) => [...s.readCarry(bytes(c, 'text'))].map(carried),
    format_carry: (c) => read(s.formatCarry((c['sections'] as Command[]).map(toSection))),
    unpack_carry: async (c) => read(await s.unpackCarry(bytes(c, 'data'), count(c, 'limit'))),
    base45_encode: (c) => s.base45Encode(bytes(c, 'bytes')),
    base45_decode: (c) => hex(s.base45Decode(text(c, 'text'))),
    to_frames: (c) => s.toFrames(bytes(c, 'bytes')),
    collect_frames: collect,
  }
}

if ((import.meta as { main?: boolean }).main && typeof process !== 'undefined') await main(process)
