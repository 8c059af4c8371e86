/**
 * What the record kinds are: their changes, their views, the words they choose from, and the ledger sheet.
 * Written by `shaiba kinds --write` from server/shaiba/domain and server/shaiba/ledger/sheet.py; do not edit.
 */

export const ROLES = ['villager', 'accountant', 'committee', 'branch', 'supervisor', 'liaison', 'seal_keeper', 'cadre', 'station', 'department', 'discipline', 'inspector', 'observer', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const TIP_CONCLUSIONS = ['true', 'partly', 'false', 'unestablished'] as const
export type TipConclusion = (typeof TIP_CONCLUSIONS)[number]

export const LEVELS = ['village', 'town', 'county', 'city'] as const
export type Level = (typeof LEVELS)[number]

export const OFFICE_SORTS = ['committee', 'branch', 'supervisory', 'liaison', 'seal', 'accounting', 'government', 'station', 'discipline', 'department', 'inspection', 'observers'] as const
export type OfficeSort = (typeof OFFICE_SORTS)[number]

export const ALGS = ['ed25519', 'p256'] as const
export type Alg = (typeof ALGS)[number]

export const CLASSES = ['party', 'village', 'finance'] as const
export type Class = (typeof CLASSES)[number]

export const PARTY_CATEGORIES = ['organisation', 'plan', 'recruitment', 'dues', 'branch_meeting', 'pledges', 'integrity'] as const
export type PartyCategory = (typeof PARTY_CATEGORIES)[number]

export const VILLAGE_CATEGORIES = ['resolution', 'project', 'assets', 'land', 'homestead', 'relief', 'subsidy', 'disaster', 'fundraising', 'labour', 'household_service', 'seal'] as const
export type VillageCategory = (typeof VILLAGE_CATEGORIES)[number]

export const FINANCE_CATEGORIES = ['budget', 'ledger', 'receipts', 'debts', 'earmarked', 'pay', 'reception', 'dividends'] as const
export type FinanceCategory = (typeof FINANCE_CATEGORIES)[number]

export const FREQUENCIES = ['month', 'quarter', 'year', 'event'] as const
export type Frequency = (typeof FREQUENCIES)[number]

export const ABSENCE_SORTS = ['overdue', 'empty'] as const
export type AbsenceSort = (typeof ABSENCE_SORTS)[number]

export const DIRECTIONS = ['in', 'out'] as const
export type Direction = (typeof DIRECTIONS)[number]

export const RECEIPT_SORTS = ['invoice', 'receipt', 'slip', 'payroll', 'other'] as const
export type ReceiptSort = (typeof RECEIPT_SORTS)[number]

export const SIGNERS = ['supervisor', 'cadre'] as const
export type Signer = (typeof SIGNERS)[number]

export const RETURN_REASONS = ['no_receipt', 'unclear', 'amount', 'duplicate', 'not_ours', 'no_decision', 'other'] as const
export type ReturnReason = (typeof RETURN_REASONS)[number]

export const APPEAL_CATEGORIES = ['livelihood', 'finance', 'procedure', 'project', 'subsidy', 'environment', 'transport', 'other'] as const
export type AppealCategory = (typeof APPEAL_CATEGORIES)[number]

export const STEP_NAMES = ['accept', 'dispatch', 'transfer', 'pause', 'resume', 'extend', 'escalate', 'answer', 'return', 'reply', 'rate', 'revisit'] as const
export type StepName = (typeof STEP_NAMES)[number]

export const CALL_NAMES = ['urge', 'supervise', 'overdue'] as const
export type CallName = (typeof CALL_NAMES)[number]

export const STEP_REASONS = ['beyond_power', 'beyond_region', 'policy', 'repeated', 'survey', 'not_ours'] as const
export type StepReason = (typeof STEP_REASONS)[number]

export const SCORES = ['satisfied', 'mostly', 'unsatisfied'] as const
export type Score = (typeof SCORES)[number]

export const OUTCOMES = ['adopted', 'partly', 'declined', 'passed_on'] as const
export type Outcome = (typeof OUTCOMES)[number]

export const CHANNELS = ['group', 'phone', 'visit', 'letter'] as const
export type Channel = (typeof CHANNELS)[number]

export const HIDE_REASONS = ['abuse', 'privacy', 'advert', 'repeat', 'unrelated'] as const
export type HideReason = (typeof HIDE_REASONS)[number]

export const CONCLUSIONS = ['true', 'partly', 'false', 'unclear'] as const
export type Conclusion = (typeof CONCLUSIONS)[number]

export const STAGES = ['found', 'studying', 'fixing', 'done'] as const
export type Stage = (typeof STAGES)[number]

export const HOUSEHOLD_SAYS = ['received', 'missing', 'other'] as const
export type HouseholdSay = (typeof HOUSEHOLD_SAYS)[number]

export const PROJECT_SOURCES = ['collective', 'levy', 'grant', 'gift', 'other'] as const
export type ProjectSource = (typeof PROJECT_SOURCES)[number]

export const PROJECT_METHODS = ['tender', 'compare', 'negotiate', 'direct', 'own'] as const
export type ProjectMethod = (typeof PROJECT_METHODS)[number]

export const ACCEPTANCE_RESULTS = ['passed', 'repair', 'failed'] as const
export type AcceptanceResult = (typeof ACCEPTANCE_RESULTS)[number]

export const PAID_PARTS = ['work', 'warranty'] as const
export type PaidPart = (typeof PAID_PARTS)[number]

export const ASSET_SORTS = ['house', 'shop', 'plant', 'land', 'forest', 'water', 'gear', 'other'] as const
export type AssetSort = (typeof ASSET_SORTS)[number]

export const CONTRACT_SORTS = ['lease', 'contracting', 'transfer', 'purchase', 'work', 'other'] as const
export type ContractSort = (typeof CONTRACT_SORTS)[number]

export const OWED_TOS = ['village', 'party'] as const
export type OwedTo = (typeof OWED_TOS)[number]

export const DEBT_SIDES = ['owes', 'owed'] as const
export type DebtSide = (typeof DEBT_SIDES)[number]

export const DRAW_SORTS = ['lots', 'winners', 'check'] as const
export type DrawSort = (typeof DRAW_SORTS)[number]

export const DRAW_SOURCES = ['results', 'dice'] as const
export type DrawSource = (typeof DRAW_SOURCES)[number]

export const POLL_ABOUTS = ['choice', 'date', 'opinion', 'appraisal', 'election', 'recall', 'land', 'assembly'] as const
export type PollAbout = (typeof POLL_ABOUTS)[number]

export const POLL_UNITS = ['person', 'household'] as const
export type PollUnit = (typeof POLL_UNITS)[number]

export const POLL_SECRECIES = ['open', 'named', 'secret'] as const
export type PollSecrecy = (typeof POLL_SECRECIES)[number]

export const POLL_ANSWERS = ['single', 'multiple', 'ranking', 'scale', 'words'] as const
export type PollAnswer = (typeof POLL_ANSWERS)[number]

export const MEETING_SORTS = ['open', 'committees', 'party', 'representatives', 'assembly', 'joint', 'supervision'] as const
export type MeetingSort = (typeof MEETING_SORTS)[number]

export const ATTEND_WAYS = ['door', 'proxy', 'remote'] as const
export type AttendWay = (typeof ATTEND_WAYS)[number]

export const ASK_SORTS = ['question', 'proposal', 'speak'] as const
export type AskSort = (typeof ASK_SORTS)[number]

export const ASK_TURNS = ['asked', 'called', 'done'] as const
export type AskTurn = (typeof ASK_TURNS)[number]

export const SUGGESTION_OUTCOMES = ['adopted', 'not_adopted', 'passed_on', 'answered'] as const
export type SuggestionOutcome = (typeof SUGGESTION_OUTCOMES)[number]

export const STREAM_ABOUT_KINDS = ['meeting', 'draw', 'project'] as const
export type StreamAboutKind = (typeof STREAM_ABOUT_KINDS)[number]

export const ILLNESS_CATEGORIES = ['大病', '残疾'] as const
export type IllnessCategory = (typeof ILLNESS_CATEGORIES)[number]

export const SHEET_CODES = ['missing', 'not_a_date', 'outside_period', 'not_an_amount', 'too_precise', 'negative', 'zero', 'too_large', 'both_directions', 'no_direction', 'duplicate_voucher', 'too_long', 'identifier', 'missing_column', 'duplicate_column', 'no_header', 'empty', 'not_a_sheet', 'too_big', 'too_many_rows'] as const
export type SheetCode = (typeof SHEET_CODES)[number]

export const SHEET_NOTE_CODES = ['unknown_column', 'total', 'footer', 'other_sheet', 'masked'] as const
export type SheetNoteCode = (typeof SHEET_NOTE_CODES)[number]

export const ROLL_CODES = ['missing', 'too_long', 'identifier', 'missing_column', 'duplicate_column', 'no_header', 'empty', 'not_a_sheet', 'too_big', 'too_many_rows', 'unknown_village', 'not_a_number', 'not_a_phone', 'duplicate_person', 'group_differs'] as const
export type RollCode = (typeof ROLL_CODES)[number]

export type Category = PartyCategory | VillageCategory | FinanceCategory
/** The catalogue: what belongs to each class, in the order that villages print it. */
export const CATEGORIES = {
  party: PARTY_CATEGORIES,
  village: VILLAGE_CATEGORIES,
  finance: FINANCE_CATEGORIES,
} as const satisfies Record<Class, readonly Category[]>

export interface Photo {
  readonly blob: string
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly w: number
  readonly h: number
}

export interface Voice {
  readonly blob: string
  readonly type: 'audio/mp4' | 'audio/ogg' | 'audio/webm'
  readonly ms: number
}

export interface Receipt {
  readonly blob: string
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly w: number
  readonly h: number
  readonly sort: ReceiptSort
  readonly number?: string
  readonly amount_fen?: number
}

export interface Returned {
  readonly entry: string
  readonly on: string
  readonly why: ReturnReason
  readonly words?: string
}

export interface Verdict {
  readonly person: string
  readonly role: Signer
  readonly verdict: 'approve' | 'return'
  readonly digest: string
  readonly on: string
  readonly why?: ReturnReason
  readonly words?: string
}

export interface Illness {
  readonly word: string
  readonly category: IllnessCategory
}

export interface About {
  readonly scope: string
  readonly kind: string
  readonly id: string
}

export interface Note {
  readonly text: string
  readonly by?: string
}

export interface Answer {
  readonly text: string
  readonly name: string
  readonly office?: string
}

export interface HouseholdAnswer {
  readonly say: HouseholdSay
  readonly by: string
  readonly got_fen?: number
  readonly words?: string
}

export interface HouseholdCounts {
  readonly received: number
  readonly missing: number
  readonly other: number
}

export interface DueCounts {
  readonly received: number
  readonly missing: number
  readonly other: number
  readonly due: string
}

export interface Step {
  readonly step: StepName
  readonly n: number
  readonly day: string
  readonly by: string
  readonly name?: string
  readonly level?: Level
  readonly category?: AppealCategory
  readonly office?: string
  readonly to?: string
  readonly reason?: StepReason
  readonly days?: number
  readonly score?: Score
  readonly how?: 'phone' | 'visit'
  readonly result?: 'solved' | 'unsolved'
  readonly outcome?: Outcome
  readonly text?: string
}

export interface Call {
  readonly call: CallName
  readonly day: string
  readonly by?: string
  readonly name?: string
  readonly level?: Level
  readonly due?: string
  readonly text?: string
}

export interface PowerItem {
  readonly key: string
  readonly group: string
  readonly name: string
  readonly body: string
  readonly law?: string
  readonly decide?: string
  readonly procedure?: string
  readonly steps?: readonly string[]
  readonly days?: string
  readonly papers?: readonly string[]
  readonly watch?: readonly string[]
  readonly open?: string
}

export interface ProcedureStep {
  readonly key: string
  readonly title: string
  readonly body: string
  readonly who: readonly Role[]
  readonly after?: string
  readonly unit?: 'calendar' | 'working'
  readonly min?: number
  readonly max?: number
  readonly shown?: number
  readonly present?: string
  readonly agree?: string
  readonly of?: 'called' | 'present'
  readonly papers?: readonly string[]
  readonly excuses?: readonly string[]
}

export interface Move {
  readonly stage: Stage
  readonly text: string
  readonly by: string
  readonly day: string
  readonly name?: string
}

export interface HideAct {
  readonly act: 'hide'
  readonly n: number
  readonly part: string
  readonly reason: HideReason
  readonly level: Level
  readonly by: string
  readonly name: string
  readonly day: string
  readonly text?: string
}

export interface LateAnswer {
  readonly part: string
  readonly level: Level
  readonly due: string
  readonly day: string
}

export interface ObjectionAct {
  readonly act: 'object'
  readonly n: number
  readonly part: string
  readonly by: string
  readonly day: string
  readonly text?: string
}

export interface DecisionAct {
  readonly act: 'keep' | 'restore'
  readonly n: number
  readonly part: string
  readonly level: Level
  readonly by: string
  readonly name: string
  readonly day: string
  readonly text: string
}

export interface RunDone {
  readonly step: string
  readonly day: string
  readonly by: string
  readonly name: string
  readonly called?: number
  readonly present?: number
  readonly agree?: number
  readonly excuse?: string
  readonly disclosure?: string
  readonly text?: string
}

export interface RunPaper {
  readonly blob: string
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly w: number
  readonly h: number
  readonly step: string
  readonly name: string
  readonly day: string
}

export interface RunWord {
  readonly step: string
  readonly day: string
  readonly by: string
  readonly name: string
  readonly text: string
}

export interface BillLine {
  readonly item: string
  readonly unit: string
  readonly quantity_milli: number
  readonly price_fen: number
  readonly usual_low_fen?: number
  readonly usual_high_fen?: number
}

export interface Design {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly lines: readonly BillLine[]
}

export interface Quote {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly bidder: string
  readonly amount_fen: number
}

export interface Signed {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly party: string
  readonly amount_fen: number
  readonly due?: string
  readonly advance_percent?: number
}

export interface Progress {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly percent: number
  readonly photos?: readonly Photo[]
  readonly present?: readonly string[]
}

export interface Altered {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly amount_fen: number
  readonly reason: string
}

export interface Acceptance {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly result: AcceptanceResult
  readonly present: readonly string[]
  readonly photos?: readonly Photo[]
}

export interface Paid {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly amount_fen: number
  readonly of: PaidPart
  readonly entry?: string
}

export interface Warranty {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
  readonly until: string
  readonly retained_fen: number
}

export interface ProjectWord {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly told?: string
  readonly text?: string
}

export interface OwedItem {
  readonly key: string
  readonly group: string
  readonly name: string
  readonly period: Frequency
  readonly by: string
  readonly day?: number
  readonly month?: number
  readonly working?: number
  readonly form?: string
  readonly review?: string
  readonly law?: string
  readonly category?: string
}

export interface AbsenceWord {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly text: string
}

export interface ExplanationWord {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly text: string
}

export interface SchemeQuestion {
  readonly ask: string
  readonly need: 'no' | 'yes'
  readonly otherwise?: string
}

export interface ReadingSigned {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly role: Role
}

export interface ContractWord {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly text: string
}

export interface RentPaid {
  readonly day: string
  readonly amount_fen: number
  readonly entry?: string
}

export interface DebtPaid {
  readonly day: string
  readonly amount_fen: number
  readonly entry?: string
}

export interface Entrant {
  readonly id: string
  readonly name: string
  readonly note?: string
}

export interface DrawEntry {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly role: Role
  readonly results: readonly string[]
}

export interface Declined {
  readonly id: string
  readonly day: string
  readonly by: string
  readonly name: string
  readonly why?: string
}

export interface EntrantBehind {
  readonly id: string
  readonly name: string
  readonly salt: string
  readonly household?: string
}

export interface PollSaid {
  readonly by: string
  readonly choice: readonly number[]
  readonly words?: string
}

export interface IssuedIn {
  readonly village: string
  readonly count: number
}

export interface ExplanationWord {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly text: string
}

export interface StreamAbout {
  readonly kind: StreamAboutKind
  readonly id: string
}

export interface RecordingRoots {
  readonly a: string
  readonly v?: string
  readonly p?: string
}

export interface RecordingPart {
  readonly epoch: number
  readonly first: number
  readonly count: number
  readonly ms: number
  readonly roots: RecordingRoots
}

export interface AgendaItem {
  readonly key: string
  readonly title: string
}

export interface MeetingMove {
  readonly day: string
  readonly hour: string
  readonly place: string
  readonly reason: string
  readonly told: string
  readonly by: string
  readonly name: string
}

export interface MeetingDoor {
  readonly key: string
  readonly by: string
}

export interface MeetingPaper {
  readonly blob: string
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly w: number
  readonly h: number
  readonly name: string
  readonly day: string
  readonly item?: string
}

export interface MeetingCount {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly key: string
  readonly present: number
}

export interface MeetingMinute {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly key: string
  readonly item: string
  readonly text: string
}

export interface MeetingVote {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly key: string
  readonly item: string
  readonly title: string
  readonly agree: number
  readonly against: number
  readonly abstain: number
}

export interface MeetingConfirm {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly of: string
}

export interface MeetingPromise {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly key: string
  readonly what: string
  readonly who: string
  readonly due: string
  readonly item?: string
  readonly ask?: string
}

export interface MeetingFollow {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly of: string
  readonly state: 'done' | 'going'
  readonly text: string
}

export interface ItemTurn {
  readonly day: string
  readonly by: string
  readonly name: string
  readonly item: string
  readonly at: number
}

export interface AskMarked {
  readonly mark: AskTurn
  readonly day: string
  readonly by: string
  readonly name: string
}

export interface VillageDescribe {
  readonly do: 'village.describe'
  readonly id: string
  readonly set: {
    readonly name?: string
    readonly groups?: number
    readonly households?: number
    readonly people?: number
    readonly about?: string
    readonly cover?: Photo
  }
}

export type VillageChange = VillageDescribe

export interface Village {
  readonly kind: 'village'
  readonly id: string
  readonly name?: string
  readonly groups?: number
  readonly households?: number
  readonly people?: number
  readonly about?: string
  readonly cover?: Photo
}

export interface OfficeOpen {
  readonly do: 'office.open'
  readonly id: string
  readonly set: {
    readonly name: string
    readonly level: Level
    readonly sort: OfficeSort
    readonly phone?: string
  }
}

export interface OfficeClose {
  readonly do: 'office.close'
  readonly id: string
  readonly set: {
    readonly closed: string
  }
}

export type OfficeChange = OfficeOpen | OfficeClose

export interface Office {
  readonly kind: 'office'
  readonly id: string
  readonly name: string
  readonly level: Level
  readonly sort: OfficeSort
  readonly phone?: string
  readonly closed?: string
}

export interface PolicyAsk {
  readonly do: 'policy.ask'
  readonly id: string
  readonly set: {
    readonly committee: number
    readonly outside: number
    readonly days: number
    readonly witnesses: readonly string[]
  }
}

export type PolicyChange = PolicyAsk

export interface Policy {
  readonly kind: 'policy'
  readonly id: string
  readonly committee: number
  readonly outside: number
  readonly days: number
  readonly witnesses: readonly string[]
}

export interface MaskingSay {
  readonly do: 'masking.say'
  readonly id: string
  readonly set: {
    readonly names: 'full' | 'surname'
    readonly village: 'full' | 'surname'
    readonly illness: readonly Illness[]
  }
}

export type MaskingChange = MaskingSay

export interface Masking {
  readonly kind: 'masking'
  readonly id: string
  readonly names: 'full' | 'surname'
  readonly village: 'full' | 'surname'
  readonly illness: readonly Illness[]
}

export interface PlainSay {
  readonly do: 'plain.say'
  readonly id: string
  readonly set: {
    readonly name: string
    readonly why: 'firm' | 'goods' | 'office' | 'place'
    readonly words: string
  }
}

export interface PlainWithdraw {
  readonly do: 'plain.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export type PlainChange = PlainSay | PlainWithdraw

export interface Plain {
  readonly kind: 'plain'
  readonly id: string
  readonly name: string
  readonly why: 'firm' | 'goods' | 'office' | 'place'
  readonly words: string
  readonly withdrawn?: string
}

export interface HandlingTerms {
  readonly do: 'handling.terms'
  readonly id: string
  readonly set: {
    readonly accept: number
    readonly village: number
    readonly town: number
    readonly county: number
    readonly city: number
  }
}

export interface HandlingYear {
  readonly do: 'handling.year'
  readonly id: string
  readonly set: {
    readonly version: string
    readonly off: readonly string[]
    readonly work: readonly string[]
  }
}

export interface HandlingRoute {
  readonly do: 'handling.route'
  readonly id: string
  readonly set: {
    readonly category: AppealCategory
    readonly office: string
    readonly to: string
    readonly village?: string
  }
}

export interface HandlingUnroute {
  readonly do: 'handling.unroute'
  readonly id: string
  readonly set: {
    readonly ended: string
  }
}

export interface HandlingReply {
  readonly do: 'handling.reply'
  readonly id: string
  readonly set: {
    readonly name: string
    readonly step: 'answer' | 'pause' | 'reply' | 'return'
    readonly text: string
    readonly category?: AppealCategory
  }
}

export interface HandlingUnreply {
  readonly do: 'handling.unreply'
  readonly id: string
  readonly set: {
    readonly ended: string
  }
}

export type HandlingChange = HandlingTerms | HandlingYear | HandlingRoute | HandlingUnroute | HandlingReply | HandlingUnreply

export interface Handling {
  readonly kind: 'handling'
  readonly id: string
  readonly accept: number
  readonly village: number
  readonly town: number
  readonly county: number
  readonly city: number
  readonly version?: string
  readonly off?: readonly string[]
  readonly work?: readonly string[]
  readonly category?: AppealCategory
  readonly office?: string
  readonly to?: string
  readonly ended?: string
  readonly name?: string
  readonly step?: 'answer' | 'pause' | 'reply' | 'return'
  readonly text?: string
}

export interface ReviewingAsk {
  readonly do: 'reviewing.ask'
  readonly id: string
  readonly set: {
    readonly signatures: readonly Signer[]
    readonly since: string
    readonly until: string
  }
}

export type ReviewingChange = ReviewingAsk

export interface Reviewing {
  readonly kind: 'reviewing'
  readonly id: string
  readonly signatures: readonly Signer[]
  readonly since: string
  readonly until: string
}

export interface ProcedureSay {
  readonly do: 'procedure.say'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly since: string
    readonly steps: readonly ProcedureStep[]
    readonly note?: string
  }
}

export interface ProcedureEnd {
  readonly do: 'procedure.end'
  readonly id: string
  readonly set: {
    readonly ended: string
  }
}

export type ProcedureChange = ProcedureSay | ProcedureEnd

export interface Procedure {
  readonly kind: 'procedure'
  readonly id: string
  readonly title: string
  readonly since: string
  readonly steps: readonly ProcedureStep[]
  readonly note?: string
  readonly ended?: string
}

export interface PowersSay {
  readonly do: 'powers.say'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly since: string
    readonly items: readonly PowerItem[]
    readonly note?: string
  }
}

export type PowersChange = PowersSay

export interface Powers {
  readonly kind: 'powers'
  readonly id: string
  readonly title: string
  readonly since: string
  readonly items: readonly PowerItem[]
  readonly note?: string
}

export interface CatalogueSay {
  readonly do: 'catalogue.say'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly since: string
    readonly items: readonly OwedItem[]
    readonly note?: string
  }
}

export type CatalogueChange = CatalogueSay

export interface Catalogue {
  readonly kind: 'catalogue'
  readonly id: string
  readonly title: string
  readonly since: string
  readonly items: readonly OwedItem[]
  readonly note?: string
}

export interface NominationMake {
  readonly do: 'nomination.make'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly role: Role
    readonly since: string
    readonly until: string
    readonly name: string
    readonly by: string
    readonly office?: string
    readonly instead?: string
  }
}

export interface NominationDrop {
  readonly do: 'nomination.drop'
  readonly id: string
  readonly set: {
    readonly dropped: string
  }
}

export type NominationChange = NominationMake | NominationDrop

export interface Nomination {
  readonly kind: 'nomination'
  readonly id: string
  readonly person: string
  readonly role: Role
  readonly since: string
  readonly until: string
  readonly name: string
  readonly by: string
  readonly office?: string
  readonly instead?: string
  readonly dropped?: string
}

export interface SchemePublish {
  readonly do: 'scheme.publish'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly plain: string
    readonly who: string
    readonly since: string
    readonly window: string
    readonly number?: string
    readonly standard?: string
    readonly papers?: readonly string[]
    readonly contact?: string
    readonly until?: string
    readonly words?: readonly string[]
    readonly questions?: readonly SchemeQuestion[]
    readonly replaces?: string
  }
}

export interface SchemeEnd {
  readonly do: 'scheme.end'
  readonly id: string
  readonly set: {
    readonly ended: string
    readonly why?: string
  }
}

export type SchemeChange = SchemePublish | SchemeEnd

export interface Scheme {
  readonly kind: 'scheme'
  readonly id: string
  readonly title: string
  readonly plain: string
  readonly who: string
  readonly since: string
  readonly window: string
  readonly number?: string
  readonly standard?: string
  readonly papers?: readonly string[]
  readonly contact?: string
  readonly until?: string
  readonly words?: readonly string[]
  readonly questions?: readonly SchemeQuestion[]
  readonly replaces?: string
  readonly ended?: string
  readonly why?: string
}

export interface CircularPublish {
  readonly do: 'circular.publish'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly day: string
    readonly facts: string
    readonly outcome: string
    readonly lesson: string
    readonly audience: readonly Role[]
    readonly law?: string
    readonly powers?: readonly string[]
    readonly replaces?: string
    readonly clue?: string
  }
}

export interface CircularWithdraw {
  readonly do: 'circular.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export type CircularChange = CircularPublish | CircularWithdraw

export interface Circular {
  readonly kind: 'circular'
  readonly id: string
  readonly title: string
  readonly day: string
  readonly facts: string
  readonly outcome: string
  readonly lesson: string
  readonly audience: readonly Role[]
  readonly law?: string
  readonly powers?: readonly string[]
  readonly replaces?: string
  readonly clue?: string
  readonly withdrawn?: string
}

export interface GrantGive {
  readonly do: 'grant.give'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly role: Role
    readonly since: string
    readonly until: string
    readonly office?: string
    readonly name?: string
  }
}

export interface GrantEnd {
  readonly do: 'grant.end'
  readonly id: string
  readonly set: {
    readonly ended: string
    readonly why: string
  }
}

export type GrantChange = GrantGive | GrantEnd

export interface Grant {
  readonly kind: 'grant'
  readonly id: string
  readonly person: string
  readonly role: Role
  readonly since: string
  readonly until: string
  readonly office?: string
  readonly name?: string
  readonly ended?: string
  readonly why?: string
}

export interface DeviceEnrol {
  readonly do: 'device.enrol'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly alg: Alg
    readonly key: string
    readonly since: string
  }
}

export interface DeviceRevoke {
  readonly do: 'device.revoke'
  readonly id: string
  readonly set: {
    readonly revoked: string
    readonly why: string
  }
}

export type DeviceChange = DeviceEnrol | DeviceRevoke

export interface Device {
  readonly kind: 'device'
  readonly id: string
  readonly person: string
  readonly alg: Alg
  readonly key: string
  readonly since: string
  readonly revoked?: string
  readonly why?: string
}

export interface MemberAdd {
  readonly do: 'member.add'
  readonly id: string
  readonly set: {
    readonly name: string
    readonly household: string
    readonly group: string
  }
}

export interface MemberUpdate {
  readonly do: 'member.update'
  readonly id: string
  readonly set: {
    readonly name?: string
    readonly household?: string
    readonly group?: string
  }
}

export interface MemberLeave {
  readonly do: 'member.leave'
  readonly id: string
  readonly set: {
    readonly left: string
  }
}

export type MemberChange = MemberAdd | MemberUpdate | MemberLeave

export interface Member {
  readonly kind: 'member'
  readonly id: string
  readonly name: string
  readonly household: string
  readonly group: string
  readonly left?: string
}

export interface InterestDeclare {
  readonly do: 'interest.declare'
  readonly id: string
  readonly add: {
    readonly relatives?: readonly string[]
    readonly businesses?: readonly string[]
  }
}

export interface InterestWithdraw {
  readonly do: 'interest.withdraw'
  readonly id: string
  readonly drop: {
    readonly relatives?: readonly string[]
    readonly businesses?: readonly string[]
  }
}

export type InterestChange = InterestDeclare | InterestWithdraw

export interface Interest {
  readonly kind: 'interest'
  readonly id: string
  readonly relatives?: readonly string[]
  readonly businesses?: readonly string[]
}

export interface DelegationGive {
  readonly do: 'delegation.give'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly to: string
    readonly may: 'act' | 'attest' | 'read'
    readonly until: string
  }
}

export interface DelegationEntrust {
  readonly do: 'delegation.entrust'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly to: string
    readonly may: 'act'
    readonly until: string
    readonly by: string
  }
}

export interface DelegationEnd {
  readonly do: 'delegation.end'
  readonly id: string
  readonly set: {
    readonly ended: string
  }
}

export type DelegationChange = DelegationGive | DelegationEntrust | DelegationEnd

export interface Delegation {
  readonly kind: 'delegation'
  readonly id: string
  readonly person: string
  readonly to: string
  readonly may: 'act' | 'attest' | 'read'
  readonly until: string
  readonly by?: string
  readonly ended?: string
}

export interface HouseholdAdd {
  readonly do: 'household.add'
  readonly id: string
  readonly set: {
    readonly group: string
    readonly note?: string
  }
}

export interface HouseholdUpdate {
  readonly do: 'household.update'
  readonly id: string
  readonly set: {
    readonly group?: string
    readonly note?: string
  }
}

export type HouseholdChange = HouseholdAdd | HouseholdUpdate

export interface Household {
  readonly kind: 'household'
  readonly id: string
  readonly group: string
  readonly note?: string
}

export interface ResidentAdd {
  readonly do: 'resident.add'
  readonly id: string
  readonly set: {
    readonly name: string
    readonly household: string
    readonly relation?: string
    readonly phone_tail?: string
    readonly grown?: string
  }
}

export interface ResidentUpdate {
  readonly do: 'resident.update'
  readonly id: string
  readonly set: {
    readonly name?: string
    readonly household?: string
    readonly relation?: string
    readonly phone_tail?: string
    readonly grown?: string
  }
}

export interface ResidentLeave {
  readonly do: 'resident.leave'
  readonly id: string
  readonly set: {
    readonly left: string
  }
}

export type ResidentChange = ResidentAdd | ResidentUpdate | ResidentLeave

export interface Resident {
  readonly kind: 'resident'
  readonly id: string
  readonly name: string
  readonly household: string
  readonly relation?: string
  readonly phone_tail?: string
  readonly grown?: string
  readonly left?: string
}

export interface DisclosurePublish {
  readonly do: 'disclosure.publish'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly class: Class
    readonly category: Category
    readonly period: string
    readonly summary?: string
    readonly total_in?: number
    readonly total_out?: number
    readonly item?: string
  }
}

export interface DisclosureCorrect {
  readonly do: 'disclosure.correct'
  readonly id: string
  readonly set: {
    readonly reason: string
    readonly title?: string
    readonly class?: Class
    readonly category?: Category
    readonly period?: string
    readonly summary?: string
    readonly total_in?: number
    readonly total_out?: number
    readonly item?: string
  }
}

export interface DisclosureWithdraw {
  readonly do: 'disclosure.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export type DisclosureChange = DisclosurePublish | DisclosureCorrect | DisclosureWithdraw

export interface Disclosure {
  readonly kind: 'disclosure'
  readonly id: string
  readonly title: string
  readonly class: Class
  readonly category: Category
  readonly period: string
  readonly summary?: string
  readonly total_in?: number
  readonly total_out?: number
  readonly item?: string
  readonly reason?: string
  readonly withdrawn?: string
}

export interface EntryPost {
  readonly do: 'entry.post'
  readonly id: string
  readonly set: {
    readonly voucher: string
    readonly date: string
    readonly direction: Direction
    readonly subject: string
    readonly summary: string
    readonly payee: string
    readonly amount_fen: number
    readonly account?: string
    readonly method?: string
    readonly handler?: string
    readonly witness?: string
    readonly approver?: string
    readonly project?: string
    readonly note?: string
    readonly pictures?: readonly string[]
    readonly disclosure: string
  }
}

export interface EntryCorrect {
  readonly do: 'entry.correct'
  readonly id: string
  readonly set: {
    readonly reason: string
    readonly voucher?: string
    readonly date?: string
    readonly direction?: Direction
    readonly subject?: string
    readonly summary?: string
    readonly payee?: string
    readonly amount_fen?: number
    readonly account?: string
    readonly method?: string
    readonly handler?: string
    readonly witness?: string
    readonly approver?: string
    readonly project?: string
    readonly note?: string
  }
}

export interface EntryAttach {
  readonly do: 'entry.attach'
  readonly id: string
  readonly append: {
    readonly receipts: Receipt
  }
}

export type EntryChange = EntryPost | EntryCorrect | EntryAttach

export interface Entry {
  readonly kind: 'entry'
  readonly id: string
  readonly voucher: string
  readonly date: string
  readonly direction: Direction
  readonly subject: string
  readonly summary: string
  readonly payee: string
  readonly amount_fen: number
  readonly account?: string
  readonly method?: string
  readonly handler?: string
  readonly witness?: string
  readonly approver?: string
  readonly project?: string
  readonly note?: string
  readonly pictures?: readonly string[]
  readonly disclosure: string
  readonly reason?: string
  readonly receipts?: readonly Receipt[]
}

export interface OriginalKeep {
  readonly do: 'original.keep'
  readonly id: string
  readonly set: {
    readonly disclosure: string
    readonly payee?: string
    readonly voucher?: string
    readonly subject?: string
    readonly summary?: string
    readonly account?: string
    readonly method?: string
    readonly handler?: string
    readonly witness?: string
    readonly approver?: string
    readonly project?: string
    readonly note?: string
    readonly people?: readonly string[]
    readonly household?: string
  }
}

export type OriginalChange = OriginalKeep

export interface Original {
  readonly kind: 'original'
  readonly id: string
  readonly disclosure: string
  readonly payee?: string
  readonly voucher?: string
  readonly subject?: string
  readonly summary?: string
  readonly account?: string
  readonly method?: string
  readonly handler?: string
  readonly witness?: string
  readonly approver?: string
  readonly project?: string
  readonly note?: string
  readonly people?: readonly string[]
  readonly household?: string
}

export interface ReviewSubmit {
  readonly do: 'review.submit'
  readonly id: string
  readonly set: {
    readonly voucher: string
    readonly date: string
    readonly direction: Direction
    readonly subject: string
    readonly summary: string
    readonly payee: string
    readonly amount_fen: number
    readonly account?: string
    readonly method?: string
    readonly handler?: string
    readonly witness?: string
    readonly approver?: string
    readonly project?: string
    readonly note?: string
    readonly pictures?: readonly string[]
    readonly disclosure: string
    readonly period: string
    readonly person: string
  }
}

export interface ReviewCorrect {
  readonly do: 'review.correct'
  readonly id: string
  readonly set: {
    readonly reason: string
    readonly voucher?: string
    readonly date?: string
    readonly direction?: Direction
    readonly subject?: string
    readonly summary?: string
    readonly payee?: string
    readonly amount_fen?: number
    readonly account?: string
    readonly method?: string
    readonly handler?: string
    readonly witness?: string
    readonly approver?: string
    readonly project?: string
    readonly note?: string
    readonly pictures?: readonly string[]
  }
}

export interface ReviewAttach {
  readonly do: 'review.attach'
  readonly id: string
  readonly append: {
    readonly receipts: Receipt
  }
}

export interface ReviewWithdraw {
  readonly do: 'review.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export interface ReviewJudge {
  readonly do: 'review.judge'
  readonly id: string
  readonly append: {
    readonly verdicts: Verdict
  }
}

export type ReviewChange = ReviewSubmit | ReviewCorrect | ReviewAttach | ReviewWithdraw | ReviewJudge

export interface Review {
  readonly kind: 'review'
  readonly id: string
  readonly voucher: string
  readonly date: string
  readonly direction: Direction
  readonly subject: string
  readonly summary: string
  readonly payee: string
  readonly amount_fen: number
  readonly account?: string
  readonly method?: string
  readonly handler?: string
  readonly witness?: string
  readonly approver?: string
  readonly project?: string
  readonly note?: string
  readonly pictures?: readonly string[]
  readonly disclosure: string
  readonly period: string
  readonly person: string
  readonly reason?: string
  readonly receipts?: readonly Receipt[]
  readonly withdrawn?: string
  readonly verdicts?: readonly Verdict[]
}

export interface CountersignGive {
  readonly do: 'countersign.give'
  readonly id: string
  readonly set: {
    readonly disclosure: string
    readonly role: Signer
  }
  readonly add: {
    readonly items: readonly string[]
    readonly people: readonly string[]
  }
}

export interface CountersignTell {
  readonly do: 'countersign.tell'
  readonly id: string
  readonly append: {
    readonly returns: Returned
  }
}

export type CountersignChange = CountersignGive | CountersignTell

export interface Countersign {
  readonly kind: 'countersign'
  readonly id: string
  readonly disclosure: string
  readonly role: Signer
  readonly items?: readonly string[]
  readonly people?: readonly string[]
  readonly returns?: readonly Returned[]
}

export interface OpeningsCount {
  readonly do: 'openings.count'
  readonly id: string
  readonly set: {
    readonly count: number
  }
}

export type OpeningsChange = OpeningsCount

export interface Openings {
  readonly kind: 'openings'
  readonly id: string
  readonly count: number
}

export interface PayoutPublish {
  readonly do: 'payout.publish'
  readonly id: string
  readonly set: {
    readonly policy: string
    readonly batch: string
    readonly period: string
    readonly paid: string
    readonly until: string
    readonly households: number
    readonly total_fen: number
    readonly unit?: string
    readonly standard_fen?: number
    readonly note?: string
  }
}

export interface PayoutWithdraw {
  readonly do: 'payout.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export interface PayoutCount {
  readonly do: 'payout.count'
  readonly id: string
  readonly set: {
    readonly counts: HouseholdCounts
  }
}

export type PayoutChange = PayoutPublish | PayoutWithdraw | PayoutCount

export interface Payout {
  readonly kind: 'payout'
  readonly id: string
  readonly policy: string
  readonly batch: string
  readonly period: string
  readonly paid: string
  readonly until: string
  readonly households: number
  readonly total_fen: number
  readonly unit?: string
  readonly standard_fen?: number
  readonly note?: string
  readonly withdrawn?: string
  readonly counts?: HouseholdCounts
}

export interface PaymentPost {
  readonly do: 'payment.post'
  readonly id: string
  readonly set: {
    readonly payout: string
    readonly number: number
    readonly payee: string
    readonly amount_fen: number
    readonly quantity?: string
    readonly note?: string
  }
}

export type PaymentChange = PaymentPost

export interface Payment {
  readonly kind: 'payment'
  readonly id: string
  readonly payout: string
  readonly number: number
  readonly payee: string
  readonly amount_fen: number
  readonly quantity?: string
  readonly note?: string
}

export interface ConfirmationAsk {
  readonly do: 'confirmation.ask'
  readonly id: string
  readonly set: {
    readonly payout: string
    readonly payee: string
    readonly amount_fen: number
    readonly until: string
    readonly quantity?: string
    readonly note?: string
  }
}

export interface ConfirmationAnswer {
  readonly do: 'confirmation.answer'
  readonly id: string
  readonly set: {
    readonly answer: HouseholdAnswer
  }
}

export interface ConfirmationCount {
  readonly do: 'confirmation.count'
  readonly id: string
  readonly set: {
    readonly counted: HouseholdSay
  }
}

export type ConfirmationChange = ConfirmationAsk | ConfirmationAnswer | ConfirmationCount

export interface Confirmation {
  readonly kind: 'confirmation'
  readonly id: string
  readonly payout: string
  readonly payee: string
  readonly amount_fen: number
  readonly until: string
  readonly quantity?: string
  readonly note?: string
  readonly answer?: HouseholdAnswer
  readonly counted?: HouseholdSay
}

export interface ShortfallNote {
  readonly do: 'shortfall.note'
  readonly id: string
  readonly set: {
    readonly household: string
    readonly payee: string
    readonly amount_fen: number
    readonly answer: HouseholdAnswer
    readonly payout?: string
    readonly contract?: string
  }
}

export type ShortfallChange = ShortfallNote

export interface Shortfall {
  readonly kind: 'shortfall'
  readonly id: string
  readonly household: string
  readonly payee: string
  readonly amount_fen: number
  readonly answer: HouseholdAnswer
  readonly payout?: string
  readonly contract?: string
}

export interface SigningBring {
  readonly do: 'signing.bring'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly village: string
    readonly blinded: string
  }
}

export interface SigningGive {
  readonly do: 'signing.give'
  readonly id: string
  readonly set: {
    readonly signed: string
  }
}

export type SigningChange = SigningBring | SigningGive

export interface Signing {
  readonly kind: 'signing'
  readonly id: string
  readonly poll: string
  readonly village: string
  readonly blinded: string
  readonly signed?: string
}

export interface RunBegin {
  readonly do: 'run.begin'
  readonly id: string
  readonly set: {
    readonly procedure: string
    readonly title: string
    readonly began: string
    readonly by: string
    readonly name: string
    readonly about?: string
    readonly power?: string
  }
}

export interface RunStep {
  readonly do: 'run.step'
  readonly id: string
  readonly append: {
    readonly steps: RunDone
  }
}

export interface RunAttach {
  readonly do: 'run.attach'
  readonly id: string
  readonly append: {
    readonly papers: RunPaper
  }
}

export interface RunExplain {
  readonly do: 'run.explain'
  readonly id: string
  readonly append: {
    readonly words: RunWord
  }
}

export interface RunStop {
  readonly do: 'run.stop'
  readonly id: string
  readonly set: {
    readonly stopped: string
  }
}

export type RunChange = RunBegin | RunStep | RunAttach | RunExplain | RunStop

export interface Run {
  readonly kind: 'run'
  readonly id: string
  readonly procedure: string
  readonly title: string
  readonly began: string
  readonly by: string
  readonly name: string
  readonly about?: string
  readonly power?: string
  readonly steps?: readonly RunDone[]
  readonly papers?: readonly RunPaper[]
  readonly words?: readonly RunWord[]
  readonly stopped?: string
}

export interface ProjectBegin {
  readonly do: 'project.begin'
  readonly id: string
  readonly set: {
    readonly number: string
    readonly title: string
    readonly source: ProjectSource
    readonly method: ProjectMethod
    readonly budget_fen: number
    readonly began: string
    readonly need: string
    readonly by: string
    readonly name: string
    readonly place?: string
    readonly run?: string
    readonly meeting?: string
    readonly proposal?: string
  }
}

export interface ProjectDesign {
  readonly do: 'project.design'
  readonly id: string
  readonly append: {
    readonly designs: Design
  }
}

export interface ProjectQuote {
  readonly do: 'project.quote'
  readonly id: string
  readonly append: {
    readonly quotes: Quote
  }
}

export interface ProjectContract {
  readonly do: 'project.contract'
  readonly id: string
  readonly append: {
    readonly contracts: Signed
  }
}

export interface ProjectProgress {
  readonly do: 'project.progress'
  readonly id: string
  readonly append: {
    readonly progress: Progress
  }
}

export interface ProjectAlter {
  readonly do: 'project.alter'
  readonly id: string
  readonly append: {
    readonly changes: Altered
  }
}

export interface ProjectAccept {
  readonly do: 'project.accept'
  readonly id: string
  readonly append: {
    readonly acceptances: Acceptance
  }
}

export interface ProjectPay {
  readonly do: 'project.pay'
  readonly id: string
  readonly append: {
    readonly payments: Paid
  }
}

export interface ProjectWarrant {
  readonly do: 'project.warrant'
  readonly id: string
  readonly append: {
    readonly warranties: Warranty
  }
}

export interface ProjectExplain {
  readonly do: 'project.explain'
  readonly id: string
  readonly append: {
    readonly words: ProjectWord
  }
}

export interface ProjectStop {
  readonly do: 'project.stop'
  readonly id: string
  readonly set: {
    readonly stopped: string
  }
}

export type ProjectChange = ProjectBegin | ProjectDesign | ProjectQuote | ProjectContract | ProjectProgress | ProjectAlter | ProjectAccept | ProjectPay | ProjectWarrant | ProjectExplain | ProjectStop

export interface Project {
  readonly kind: 'project'
  readonly id: string
  readonly number: string
  readonly title: string
  readonly source: ProjectSource
  readonly method: ProjectMethod
  readonly budget_fen: number
  readonly began: string
  readonly need: string
  readonly by: string
  readonly name: string
  readonly place?: string
  readonly run?: string
  readonly meeting?: string
  readonly proposal?: string
  readonly designs?: readonly Design[]
  readonly quotes?: readonly Quote[]
  readonly contracts?: readonly Signed[]
  readonly progress?: readonly Progress[]
  readonly changes?: readonly Altered[]
  readonly acceptances?: readonly Acceptance[]
  readonly payments?: readonly Paid[]
  readonly warranties?: readonly Warranty[]
  readonly words?: readonly ProjectWord[]
  readonly stopped?: string
}

export interface AbsenceNote {
  readonly do: 'absence.note'
  readonly id: string
  readonly set: {
    readonly sort: AbsenceSort
    readonly item: string
    readonly name: string
    readonly period: string
    readonly due: string
    readonly day: string
    readonly catalogue: string
    readonly disclosure?: string
  }
}

export interface AbsenceExplain {
  readonly do: 'absence.explain'
  readonly id: string
  readonly append: {
    readonly words: AbsenceWord
  }
}

export type AbsenceChange = AbsenceNote | AbsenceExplain

export interface Absence {
  readonly kind: 'absence'
  readonly id: string
  readonly sort: AbsenceSort
  readonly item: string
  readonly name: string
  readonly period: string
  readonly due: string
  readonly day: string
  readonly catalogue: string
  readonly disclosure?: string
  readonly words?: readonly AbsenceWord[]
}

export interface ExplanationAsk {
  readonly do: 'explanation.ask'
  readonly id: string
  readonly set: {
    readonly asked: string
  }
  readonly add: {
    readonly entries: readonly string[]
    readonly others?: readonly string[]
  }
}

export interface ExplanationJoin {
  readonly do: 'explanation.join'
  readonly id: string
  readonly add: {
    readonly entries?: readonly string[]
    readonly others?: readonly string[]
  }
}

export interface ExplanationGive {
  readonly do: 'explanation.give'
  readonly id: string
  readonly append: {
    readonly words: ExplanationWord
  }
}

export interface ExplanationSettle {
  readonly do: 'explanation.settle'
  readonly id: string
  readonly set: {
    readonly settled: 'explained' | 'upheld'
    readonly settled_on: string
    readonly finding: string
  }
}

export type ExplanationChange = ExplanationAsk | ExplanationJoin | ExplanationGive | ExplanationSettle

export interface Explanation {
  readonly kind: 'explanation'
  readonly id: string
  readonly asked: string
  readonly entries?: readonly string[]
  readonly others?: readonly string[]
  readonly words?: readonly ExplanationWord[]
  readonly settled?: 'explained' | 'upheld'
  readonly settled_on?: string
  readonly finding?: string
}

export interface ReadingSign {
  readonly do: 'reading.sign'
  readonly id: string
  readonly append: {
    readonly signed: ReadingSigned
  }
}

export type ReadingChange = ReadingSign

export interface Reading {
  readonly kind: 'reading'
  readonly id: string
  readonly signed?: readonly ReadingSigned[]
}

export interface EducationCall {
  readonly do: 'education.call'
  readonly id: string
  readonly set: {
    readonly circular: string
    readonly title: string
    readonly day: string
    readonly hour: string
    readonly place: string
    readonly by: string
    readonly name: string
  }
}

export interface EducationHold {
  readonly do: 'education.hold'
  readonly id: string
  readonly set: {
    readonly came: number
    readonly held: string
  }
}

export interface EducationCount {
  readonly do: 'education.count'
  readonly id: string
  readonly set: {
    readonly called: number
    readonly signed: number
  }
}

export type EducationChange = EducationCall | EducationHold | EducationCount

export interface Education {
  readonly kind: 'education'
  readonly id: string
  readonly circular: string
  readonly title: string
  readonly day: string
  readonly hour: string
  readonly place: string
  readonly by: string
  readonly name: string
  readonly came?: number
  readonly held?: string
  readonly called?: number
  readonly signed?: number
}

export interface AssetRegister {
  readonly do: 'asset.register'
  readonly id: string
  readonly set: {
    readonly number: string
    readonly name: string
    readonly sort: AssetSort
    readonly size?: string
    readonly place?: string
    readonly value_fen?: number
    readonly note?: string
  }
}

export interface AssetCorrect {
  readonly do: 'asset.correct'
  readonly id: string
  readonly set: {
    readonly reason: string
    readonly number?: string
    readonly name?: string
    readonly sort?: AssetSort
    readonly size?: string
    readonly place?: string
    readonly value_fen?: number
    readonly note?: string
  }
}

export interface AssetRetire {
  readonly do: 'asset.retire'
  readonly id: string
  readonly set: {
    readonly retired: string
  }
}

export type AssetChange = AssetRegister | AssetCorrect | AssetRetire

export interface Asset {
  readonly kind: 'asset'
  readonly id: string
  readonly number: string
  readonly name: string
  readonly sort: AssetSort
  readonly size?: string
  readonly place?: string
  readonly value_fen?: number
  readonly note?: string
  readonly reason?: string
  readonly retired?: string
}

export interface ContractSign {
  readonly do: 'contract.sign'
  readonly id: string
  readonly set: {
    readonly number: string
    readonly title: string
    readonly sort: ContractSort
    readonly owed_to: OwedTo
    readonly party: string
    readonly since: string
    readonly until: string
    readonly asset?: string
    readonly size?: string
    readonly yearly_fen?: number
    readonly deposit_fen?: number
    readonly renews?: string
    readonly run?: string
    readonly note?: string
  }
}

export interface ContractCorrect {
  readonly do: 'contract.correct'
  readonly id: string
  readonly set: {
    readonly reason: string
    readonly number?: string
    readonly title?: string
    readonly sort?: ContractSort
    readonly party?: string
    readonly since?: string
    readonly until?: string
    readonly asset?: string
    readonly size?: string
    readonly yearly_fen?: number
    readonly deposit_fen?: number
    readonly renews?: string
    readonly note?: string
  }
}

export interface ContractEnd {
  readonly do: 'contract.end'
  readonly id: string
  readonly set: {
    readonly ended: string
    readonly why: string
  }
}

export interface ContractExplain {
  readonly do: 'contract.explain'
  readonly id: string
  readonly append: {
    readonly words: ContractWord
  }
}

export interface ContractCount {
  readonly do: 'contract.count'
  readonly id: string
  readonly set: {
    readonly counts: readonly DueCounts[]
  }
}

export type ContractChange = ContractSign | ContractCorrect | ContractEnd | ContractExplain | ContractCount

export interface Contract {
  readonly kind: 'contract'
  readonly id: string
  readonly number: string
  readonly title: string
  readonly sort: ContractSort
  readonly owed_to: OwedTo
  readonly party: string
  readonly since: string
  readonly until: string
  readonly asset?: string
  readonly size?: string
  readonly yearly_fen?: number
  readonly deposit_fen?: number
  readonly renews?: string
  readonly run?: string
  readonly note?: string
  readonly reason?: string
  readonly ended?: string
  readonly why?: string
  readonly words?: readonly ContractWord[]
  readonly counts?: readonly DueCounts[]
}

export interface RentPost {
  readonly do: 'rent.post'
  readonly id: string
  readonly set: {
    readonly contract: string
    readonly number: number
    readonly due: string
    readonly amount_fen: number
    readonly payee?: string
    readonly quantity?: string
  }
}

export interface RentCorrect {
  readonly do: 'rent.correct'
  readonly id: string
  readonly set: {
    readonly reason: string
    readonly due?: string
    readonly amount_fen?: number
    readonly quantity?: string
  }
}

export interface RentPay {
  readonly do: 'rent.pay'
  readonly id: string
  readonly append: {
    readonly paid: RentPaid
  }
}

export interface RentWithdraw {
  readonly do: 'rent.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export type RentChange = RentPost | RentCorrect | RentPay | RentWithdraw

export interface Rent {
  readonly kind: 'rent'
  readonly id: string
  readonly contract: string
  readonly number: number
  readonly due: string
  readonly amount_fen: number
  readonly payee?: string
  readonly quantity?: string
  readonly reason?: string
  readonly paid?: readonly RentPaid[]
  readonly withdrawn?: string
}

export interface OwedTell {
  readonly do: 'owed.tell'
  readonly id: string
  readonly set: {
    readonly contract: string
    readonly payee: string
    readonly due: string
    readonly amount_fen: number
    readonly quantity?: string
  }
}

export interface OwedAnswer {
  readonly do: 'owed.answer'
  readonly id: string
  readonly set: {
    readonly answer: HouseholdAnswer
  }
}

export interface OwedCount {
  readonly do: 'owed.count'
  readonly id: string
  readonly set: {
    readonly counted: HouseholdSay
  }
}

export type OwedChange = OwedTell | OwedAnswer | OwedCount

export interface Owed {
  readonly kind: 'owed'
  readonly id: string
  readonly contract: string
  readonly payee: string
  readonly due: string
  readonly amount_fen: number
  readonly quantity?: string
  readonly answer?: HouseholdAnswer
  readonly counted?: HouseholdSay
}

export interface DebtDeclare {
  readonly do: 'debt.declare'
  readonly id: string
  readonly set: {
    readonly side: DebtSide
    readonly party: string
    readonly amount_fen: number
    readonly reason: string
    readonly since: string
    readonly due?: string
  }
}

export interface DebtCorrect {
  readonly do: 'debt.correct'
  readonly id: string
  readonly set: {
    readonly why: string
    readonly party?: string
    readonly amount_fen?: number
    readonly reason?: string
    readonly since?: string
    readonly due?: string
  }
}

export interface DebtPay {
  readonly do: 'debt.pay'
  readonly id: string
  readonly append: {
    readonly paid: DebtPaid
  }
}

export interface DebtWithdraw {
  readonly do: 'debt.withdraw'
  readonly id: string
  readonly set: {
    readonly withdrawn: string
  }
}

export type DebtChange = DebtDeclare | DebtCorrect | DebtPay | DebtWithdraw

export interface Debt {
  readonly kind: 'debt'
  readonly id: string
  readonly side: DebtSide
  readonly party: string
  readonly amount_fen: number
  readonly reason: string
  readonly since: string
  readonly due?: string
  readonly why?: string
  readonly paid?: readonly DebtPaid[]
  readonly withdrawn?: string
}

export interface DrawAnnounce {
  readonly do: 'draw.announce'
  readonly id: string
  readonly set: {
    readonly purpose: string
    readonly sort: DrawSort
    readonly place: string
    readonly day: string
    readonly hour: string
    readonly objections_until: string
    readonly contributions_until: string
    readonly source: DrawSource
    readonly rule: number
    readonly winners: number
    readonly entrants: readonly Entrant[]
    readonly root: string
    readonly by: string
    readonly name: string
    readonly sources?: readonly string[]
    readonly things?: readonly string[]
    readonly text?: string
    readonly replaces?: string
  }
}

export interface DrawClose {
  readonly do: 'draw.close'
  readonly id: string
  readonly set: {
    readonly values: readonly string[]
    readonly values_root: string
  }
}

export interface DrawEnter {
  readonly do: 'draw.enter'
  readonly id: string
  readonly append: {
    readonly entries: DrawEntry
  }
}

export interface DrawSettle {
  readonly do: 'draw.settle'
  readonly id: string
  readonly set: {
    readonly results: readonly string[]
    readonly seed: string
    readonly order: readonly string[]
  }
}

export interface DrawDecline {
  readonly do: 'draw.decline'
  readonly id: string
  readonly append: {
    readonly declined: Declined
  }
}

export interface DrawVoid {
  readonly do: 'draw.void'
  readonly id: string
  readonly set: {
    readonly voided: string
  }
}

export type DrawChange = DrawAnnounce | DrawClose | DrawEnter | DrawSettle | DrawDecline | DrawVoid

export interface Draw {
  readonly kind: 'draw'
  readonly id: string
  readonly purpose: string
  readonly sort: DrawSort
  readonly place: string
  readonly day: string
  readonly hour: string
  readonly objections_until: string
  readonly contributions_until: string
  readonly source: DrawSource
  readonly rule: number
  readonly winners: number
  readonly entrants: readonly Entrant[]
  readonly root: string
  readonly by: string
  readonly name: string
  readonly sources?: readonly string[]
  readonly things?: readonly string[]
  readonly text?: string
  readonly replaces?: string
  readonly values?: readonly string[]
  readonly values_root?: string
  readonly entries?: readonly DrawEntry[]
  readonly results?: readonly string[]
  readonly seed?: string
  readonly order?: readonly string[]
  readonly declined?: readonly Declined[]
  readonly voided?: string
}

export interface EntrantsKeep {
  readonly do: 'entrants.keep'
  readonly id: string
  readonly set: {
    readonly people: readonly EntrantBehind[]
  }
}

export type EntrantsChange = EntrantsKeep

export interface Entrants {
  readonly kind: 'entrants'
  readonly id: string
  readonly people: readonly EntrantBehind[]
}

export interface ContributionGive {
  readonly do: 'contribution.give'
  readonly id: string
  readonly set: {
    readonly draw: string
    readonly value: string
  }
}

export type ContributionChange = ContributionGive

export interface Contribution {
  readonly kind: 'contribution'
  readonly id: string
  readonly draw: string
  readonly value: string
}

export interface PollOpen {
  readonly do: 'poll.open'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly why: string
    readonly about: PollAbout
    readonly opens: string
    readonly closes: string
    readonly by: string
    readonly unit?: PollUnit
    readonly secrecy?: PollSecrecy
    readonly answer?: PollAnswer
    readonly options?: readonly string[]
    readonly most?: number
    readonly suggestions?: 'welcome'
    readonly late_h?: number
    readonly place?: string
    readonly office?: string
    readonly second?: string
  }
}

export interface PollKey {
  readonly do: 'poll.key'
  readonly id: string
  readonly set: {
    readonly issuers: readonly string[]
  }
}

export interface PollSecond {
  readonly do: 'poll.second'
  readonly id: string
  readonly set: {
    readonly issuer: string
  }
}

export interface PollIssued {
  readonly do: 'poll.issued'
  readonly id: string
  readonly set: {
    readonly issued: readonly IssuedIn[]
  }
}

export interface PollVoid {
  readonly do: 'poll.void'
  readonly id: string
  readonly set: {
    readonly voided: string
  }
}

export interface PollResult {
  readonly do: 'poll.result'
  readonly id: string
  readonly set: {
    readonly asked: number
    readonly ballots: number
    readonly boxes: readonly string[]
    readonly counts?: readonly number[]
  }
}

export type PollChange = PollOpen | PollKey | PollSecond | PollIssued | PollVoid | PollResult

export interface Poll {
  readonly kind: 'poll'
  readonly id: string
  readonly title: string
  readonly why: string
  readonly about: PollAbout
  readonly opens: string
  readonly closes: string
  readonly by: string
  readonly unit?: PollUnit
  readonly secrecy?: PollSecrecy
  readonly answer?: PollAnswer
  readonly options?: readonly string[]
  readonly most?: number
  readonly suggestions?: 'welcome'
  readonly late_h?: number
  readonly place?: string
  readonly office?: string
  readonly second?: string
  readonly issuers?: readonly string[]
  readonly issuer?: string
  readonly issued?: readonly IssuedIn[]
  readonly voided?: string
  readonly asked?: number
  readonly ballots?: number
  readonly boxes?: readonly string[]
  readonly counts?: readonly number[]
}

export interface VoteGive {
  readonly do: 'vote.give'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly who: string
    readonly said: PollSaid
  }
}

export type VoteChange = VoteGive

export interface Vote {
  readonly kind: 'vote'
  readonly id: string
  readonly poll: string
  readonly who: string
  readonly said: PollSaid
}

export interface AnsweredBring {
  readonly do: 'answered.bring'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly village: string
    readonly who: string
    readonly said: PollSaid
  }
}

export type AnsweredChange = AnsweredBring

export interface Answered {
  readonly kind: 'answered'
  readonly id: string
  readonly poll: string
  readonly village: string
  readonly who: string
  readonly said: PollSaid
}

export interface TokenAsk {
  readonly do: 'token.ask'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly who: string
    readonly by: string
    readonly blinded: readonly string[]
  }
}

export type TokenChange = TokenAsk

export interface Token {
  readonly kind: 'token'
  readonly id: string
  readonly poll: string
  readonly who: string
  readonly by: string
  readonly blinded: readonly string[]
}

export interface TicketGive {
  readonly do: 'ticket.give'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly signed: readonly string[]
  }
}

export type TicketChange = TicketGive

export interface Ticket {
  readonly kind: 'ticket'
  readonly id: string
  readonly poll: string
  readonly signed: readonly string[]
}

export interface BoxClose {
  readonly do: 'box.close'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly villages: readonly string[]
    readonly asked: number
    readonly ballots: number
    readonly counts: readonly number[]
    readonly blob?: string
    readonly root?: string
  }
}

export type BoxChange = BoxClose

export interface Box {
  readonly kind: 'box'
  readonly id: string
  readonly poll: string
  readonly villages: readonly string[]
  readonly asked: number
  readonly ballots: number
  readonly counts: readonly number[]
  readonly blob?: string
  readonly root?: string
}

export interface SuggestionAnswer {
  readonly do: 'suggestion.answer'
  readonly id: string
  readonly set: {
    readonly of: readonly string[]
    readonly outcome: SuggestionOutcome
    readonly text: string
    readonly by: string
    readonly poll?: string
    readonly meeting?: string
    readonly to?: string
    readonly link?: string
  }
}

export type SuggestionChange = SuggestionAnswer

export interface Suggestion {
  readonly kind: 'suggestion'
  readonly id: string
  readonly of: readonly string[]
  readonly outcome: SuggestionOutcome
  readonly text: string
  readonly by: string
  readonly poll?: string
  readonly meeting?: string
  readonly to?: string
  readonly link?: string
}

export interface TallyRecord {
  readonly do: 'tally.record'
  readonly id: string
  readonly set: {
    readonly poll: string
    readonly counts: readonly number[]
    readonly spoiled: number
    readonly sheets: readonly Photo[]
    readonly day: string
    readonly by: string
    readonly role: Role
  }
}

export type TallyChange = TallyRecord

export interface Tally {
  readonly kind: 'tally'
  readonly id: string
  readonly poll: string
  readonly counts: readonly number[]
  readonly spoiled: number
  readonly sheets: readonly Photo[]
  readonly day: string
  readonly by: string
  readonly role: Role
}

export interface StreamOpen {
  readonly do: 'stream.open'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly opened: number
    readonly by: string
    readonly about?: StreamAbout
  }
}

export interface StreamEnd {
  readonly do: 'stream.end'
  readonly id: string
  readonly set: {
    readonly ended: number
  }
}

export type StreamChange = StreamOpen | StreamEnd

export interface Stream {
  readonly kind: 'stream'
  readonly id: string
  readonly title: string
  readonly opened: number
  readonly by: string
  readonly about?: StreamAbout
  readonly ended?: number
}

export interface RecordingNote {
  readonly do: 'recording.note'
  readonly id: string
  readonly append: {
    readonly parts: RecordingPart
  }
}

export interface RecordingClose {
  readonly do: 'recording.close'
  readonly id: string
  readonly set: {
    readonly counts: readonly number[]
    readonly root: string
  }
}

export type RecordingChange = RecordingNote | RecordingClose

export interface Recording {
  readonly kind: 'recording'
  readonly id: string
  readonly parts?: readonly RecordingPart[]
  readonly counts?: readonly number[]
  readonly root?: string
}

export interface RemarkSay {
  readonly do: 'remark.say'
  readonly id: string
  readonly set: {
    readonly stream: string
    readonly text: string
    readonly at: number
    readonly said: number
    readonly by: string
  }
}

export type RemarkChange = RemarkSay

export interface Remark {
  readonly kind: 'remark'
  readonly id: string
  readonly stream: string
  readonly text: string
  readonly at: number
  readonly said: number
  readonly by: string
}

export interface MeetingCall {
  readonly do: 'meeting.call'
  readonly id: string
  readonly set: {
    readonly sort: MeetingSort
    readonly rule: number
    readonly title: string
    readonly place: string
    readonly day: string
    readonly hour: string
    readonly agenda: readonly AgendaItem[]
    readonly told: string
    readonly by: string
    readonly name: string
    readonly called?: number
    readonly text?: string
    readonly invited?: readonly string[]
  }
}

export interface MeetingMove {
  readonly do: 'meeting.move'
  readonly id: string
  readonly append: {
    readonly moves: MeetingMove
  }
}

export interface MeetingCancel {
  readonly do: 'meeting.cancel'
  readonly id: string
  readonly set: {
    readonly cancelled: string
  }
}

export interface MeetingDoor {
  readonly do: 'meeting.door'
  readonly id: string
  readonly append: {
    readonly doors: MeetingDoor
  }
}

export interface MeetingAttach {
  readonly do: 'meeting.attach'
  readonly id: string
  readonly append: {
    readonly papers: MeetingPaper
  }
}

export interface MeetingCount {
  readonly do: 'meeting.count'
  readonly id: string
  readonly append: {
    readonly counts: MeetingCount
  }
}

export interface MeetingMinute {
  readonly do: 'meeting.minute'
  readonly id: string
  readonly append: {
    readonly minutes: MeetingMinute
  }
}

export interface MeetingVote {
  readonly do: 'meeting.vote'
  readonly id: string
  readonly append: {
    readonly votes: MeetingVote
  }
}

export interface MeetingConfirm {
  readonly do: 'meeting.confirm'
  readonly id: string
  readonly append: {
    readonly confirms: MeetingConfirm
  }
}

export interface MeetingPromise {
  readonly do: 'meeting.promise'
  readonly id: string
  readonly append: {
    readonly promises: MeetingPromise
  }
}

export interface MeetingFollow {
  readonly do: 'meeting.follow'
  readonly id: string
  readonly append: {
    readonly follows: MeetingFollow
  }
}

export interface MeetingTurn {
  readonly do: 'meeting.turn'
  readonly id: string
  readonly append: {
    readonly turns: ItemTurn
  }
}

export type MeetingChange = MeetingCall | MeetingMove | MeetingCancel | MeetingDoor | MeetingAttach | MeetingCount | MeetingMinute | MeetingVote | MeetingConfirm | MeetingPromise | MeetingFollow | MeetingTurn

export interface Meeting {
  readonly kind: 'meeting'
  readonly id: string
  readonly sort: MeetingSort
  readonly rule: number
  readonly title: string
  readonly place: string
  readonly day: string
  readonly hour: string
  readonly agenda: readonly AgendaItem[]
  readonly told: string
  readonly by: string
  readonly name: string
  readonly called?: number
  readonly text?: string
  readonly invited?: readonly string[]
  readonly moves?: readonly MeetingMove[]
  readonly cancelled?: string
  readonly doors?: readonly MeetingDoor[]
  readonly papers?: readonly MeetingPaper[]
  readonly counts?: readonly MeetingCount[]
  readonly minutes?: readonly MeetingMinute[]
  readonly votes?: readonly MeetingVote[]
  readonly confirms?: readonly MeetingConfirm[]
  readonly promises?: readonly MeetingPromise[]
  readonly follows?: readonly MeetingFollow[]
  readonly turns?: readonly ItemTurn[]
}

export interface AttendSay {
  readonly do: 'attend.say'
  readonly id: string
  readonly set: {
    readonly meeting: string
    readonly who: string
    readonly way: AttendWay
    readonly by: string
    readonly day: string
    readonly door?: string
  }
}

export type AttendChange = AttendSay

export interface Attend {
  readonly kind: 'attend'
  readonly id: string
  readonly meeting: string
  readonly who: string
  readonly way: AttendWay
  readonly by: string
  readonly day: string
  readonly door?: string
}

export interface AskSay {
  readonly do: 'ask.say'
  readonly id: string
  readonly set: {
    readonly meeting: string
    readonly sort: AskSort
    readonly text: string
    readonly person: string
    readonly item?: string
  }
}

export interface AskSecond {
  readonly do: 'ask.second'
  readonly id: string
  readonly add: {
    readonly seconders: readonly string[]
  }
}

export interface AskMark {
  readonly do: 'ask.mark'
  readonly id: string
  readonly append: {
    readonly marks: AskMarked
  }
}

export type AskChange = AskSay | AskSecond | AskMark

export interface Ask {
  readonly kind: 'ask'
  readonly id: string
  readonly meeting: string
  readonly sort: AskSort
  readonly text: string
  readonly person: string
  readonly item?: string
  readonly seconders?: readonly string[]
  readonly marks?: readonly AskMarked[]
}

export interface AppealFile {
  readonly do: 'appeal.file'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly title: string
    readonly category: AppealCategory
    readonly text?: string
    readonly about?: About
    readonly voice?: Voice
    readonly place?: string
    readonly by?: string
    readonly sort?: 'suggestion'
    readonly code?: string
  }
}

export interface AppealCapture {
  readonly do: 'appeal.capture'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly category: AppealCategory
    readonly text: string
    readonly channel: Channel
    readonly by: string
    readonly name: string
    readonly meant?: string
    readonly place?: string
    readonly sort?: 'suggestion'
    readonly code?: string
  }
}

export interface AppealMeant {
  readonly do: 'appeal.meant'
  readonly id: string
  readonly set: {
    readonly meant: string
  }
}

export interface AppealClaim {
  readonly do: 'appeal.claim'
  readonly id: string
  readonly set: {
    readonly person: string
  }
}

export interface AppealAttach {
  readonly do: 'appeal.attach'
  readonly id: string
  readonly append: {
    readonly photos: Photo
  }
}

export interface AppealAdd {
  readonly do: 'appeal.add'
  readonly id: string
  readonly append: {
    readonly notes: Note
  }
}

export interface AppealAnswer {
  readonly do: 'appeal.answer'
  readonly id: string
  readonly append: {
    readonly answers: Answer
  }
}

export interface AppealStep {
  readonly do: 'appeal.step'
  readonly id: string
  readonly append: {
    readonly steps: Step
  }
}

export interface AppealCall {
  readonly do: 'appeal.call'
  readonly id: string
  readonly append: {
    readonly calls: Call
  }
}

export interface AppealSupport {
  readonly do: 'appeal.support'
  readonly id: string
  readonly add: {
    readonly supporters: readonly string[]
  }
}

export type AppealChange = AppealFile | AppealCapture | AppealMeant | AppealClaim | AppealAttach | AppealAdd | AppealAnswer | AppealStep | AppealCall | AppealSupport

export interface Appeal {
  readonly kind: 'appeal'
  readonly id: string
  readonly person: string
  readonly title: string
  readonly category: AppealCategory
  readonly text?: string
  readonly about?: About
  readonly voice?: Voice
  readonly place?: string
  readonly by?: string
  readonly sort?: 'suggestion'
  readonly code?: string
  readonly channel?: Channel
  readonly name?: string
  readonly meant?: string
  readonly photos?: readonly Photo[]
  readonly notes?: readonly Note[]
  readonly answers?: readonly Answer[]
  readonly steps?: readonly Step[]
  readonly calls?: readonly Call[]
  readonly supporters?: readonly string[]
}

export interface ClueRaise {
  readonly do: 'clue.raise'
  readonly id: string
  readonly set: {
    readonly title: string
    readonly text: string
    readonly about: string
    readonly accused: string
    readonly by: string
    readonly name: string
    readonly day: string
    readonly office?: string
  }
}

export interface ClueConclude {
  readonly do: 'clue.conclude'
  readonly id: string
  readonly set: {
    readonly conclusion: Conclusion
    readonly found: string
    readonly concluded_by: string
    readonly concluded: string
  }
}

export type ClueChange = ClueRaise | ClueConclude

export interface Clue {
  readonly kind: 'clue'
  readonly id: string
  readonly title: string
  readonly text: string
  readonly about: string
  readonly accused: string
  readonly by: string
  readonly name: string
  readonly day: string
  readonly office?: string
  readonly conclusion?: Conclusion
  readonly found?: string
  readonly concluded_by?: string
  readonly concluded?: string
}

export interface MatchFind {
  readonly do: 'match.find'
  readonly id: string
  readonly set: {
    readonly number: string
    readonly found: string
  }
  readonly add: {
    readonly entries: readonly string[]
  }
}

export interface MatchJoin {
  readonly do: 'match.join'
  readonly id: string
  readonly add: {
    readonly entries: readonly string[]
  }
}

export interface MatchSettle {
  readonly do: 'match.settle'
  readonly id: string
  readonly set: {
    readonly settled: 'explained' | 'upheld'
    readonly finding: string
    readonly by: string
    readonly name: string
    readonly day: string
  }
}

export type MatchChange = MatchFind | MatchJoin | MatchSettle

export interface Match {
  readonly kind: 'match'
  readonly id: string
  readonly number: string
  readonly found: string
  readonly entries?: readonly string[]
  readonly settled?: 'explained' | 'upheld'
  readonly finding?: string
  readonly by?: string
  readonly name?: string
  readonly day?: string
}

export interface IssueOpen {
  readonly do: 'issue.open'
  readonly id: string
  readonly set: {
    readonly name: string
    readonly field: AppealCategory
    readonly office: string
    readonly to: string
    readonly by: string
    readonly day: string
  }
}

export interface IssueLink {
  readonly do: 'issue.link'
  readonly id: string
  readonly add: {
    readonly appeals: readonly string[]
  }
}

export interface IssuePart {
  readonly do: 'issue.part'
  readonly id: string
  readonly add: {
    readonly apart: readonly string[]
  }
}

export interface IssueMove {
  readonly do: 'issue.move'
  readonly id: string
  readonly append: {
    readonly stages: Move
  }
}

export type IssueChange = IssueOpen | IssueLink | IssuePart | IssueMove

export interface Issue {
  readonly kind: 'issue'
  readonly id: string
  readonly name: string
  readonly field: AppealCategory
  readonly office: string
  readonly to: string
  readonly by: string
  readonly day: string
  readonly appeals?: readonly string[]
  readonly apart?: readonly string[]
  readonly stages?: readonly Move[]
}

export interface TipkeyPublish {
  readonly do: 'tipkey.publish'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly recipient: string
    readonly since: string
    readonly until: string
  }
}

export interface TipkeyEnd {
  readonly do: 'tipkey.end'
  readonly id: string
  readonly set: {
    readonly ended: string
  }
}

export type TipkeyChange = TipkeyPublish | TipkeyEnd

export interface Tipkey {
  readonly kind: 'tipkey'
  readonly id: string
  readonly person: string
  readonly recipient: string
  readonly since: string
  readonly until: string
  readonly ended?: string
}

export interface TipsafeKeep {
  readonly do: 'tipsafe.keep'
  readonly id: string
  readonly set: {
    readonly person: string
    readonly wrapped: string
    readonly nested: readonly string[]
  }
}

export type TipsafeChange = TipsafeKeep

export interface Tipsafe {
  readonly kind: 'tipsafe'
  readonly id: string
  readonly person: string
  readonly wrapped: string
  readonly nested: readonly string[]
}

export interface FindingPublish {
  readonly do: 'finding.publish'
  readonly id: string
  readonly set: {
    readonly about: string
    readonly day: string
    readonly conclusion: TipConclusion
    readonly summary: string
    readonly instead?: string
    readonly why?: string
  }
}

export type FindingChange = FindingPublish

export interface Finding {
  readonly kind: 'finding'
  readonly id: string
  readonly about: string
  readonly day: string
  readonly conclusion: TipConclusion
  readonly summary: string
  readonly instead?: string
  readonly why?: string
}

export interface SlotsCount {
  readonly do: 'slots.count'
  readonly id: string
  readonly set: {
    readonly round: number
    readonly count: number
    readonly root: string
  }
}

export type SlotsChange = SlotsCount

export interface Slots {
  readonly kind: 'slots'
  readonly id: string
  readonly round: number
  readonly count: number
  readonly root: string
}

export interface ModerationHide {
  readonly do: 'moderation.hide'
  readonly id: string
  readonly append: {
    readonly acts: HideAct
  }
}

export interface ModerationObject {
  readonly do: 'moderation.object'
  readonly id: string
  readonly append: {
    readonly acts: ObjectionAct
  }
}

export interface ModerationDecide {
  readonly do: 'moderation.decide'
  readonly id: string
  readonly append: {
    readonly acts: DecisionAct
  }
}

export interface ModerationOverdue {
  readonly do: 'moderation.overdue'
  readonly id: string
  readonly append: {
    readonly overdue: LateAnswer
  }
}

export type ModerationChange = ModerationHide | ModerationObject | ModerationDecide | ModerationOverdue

export interface Moderation {
  readonly kind: 'moderation'
  readonly id: string
  readonly acts?: readonly HideAct[]
  readonly overdue?: readonly LateAnswer[]
}

export interface ErasureOrder {
  readonly do: 'erasure.order'
  readonly id: string
  readonly set: {
    readonly seq: number
    readonly leaf: string
    readonly why: string
    readonly order: string
    readonly records: readonly string[]
  }
}

export type ErasureChange = ErasureOrder

export interface Erasure {
  readonly kind: 'erasure'
  readonly id: string
  readonly seq: number
  readonly leaf: string
  readonly why: string
  readonly order: string
  readonly records: readonly string[]
}

export interface EpochBegin {
  readonly do: 'epoch.begin'
  readonly id: string
  readonly set: {
    readonly epoch: number
    readonly first: number
    readonly lost: number
    readonly order: string
  }
}

export type EpochChange = EpochBegin

export interface Epoch {
  readonly kind: 'epoch'
  readonly id: string
  readonly epoch: number
  readonly first: number
  readonly lost: number
  readonly order: string
}

/** The view of each kind, by its name. */
export interface Views {
  readonly village: Village
  readonly office: Office
  readonly policy: Policy
  readonly masking: Masking
  readonly plain: Plain
  readonly handling: Handling
  readonly reviewing: Reviewing
  readonly procedure: Procedure
  readonly powers: Powers
  readonly catalogue: Catalogue
  readonly nomination: Nomination
  readonly scheme: Scheme
  readonly circular: Circular
  readonly grant: Grant
  readonly device: Device
  readonly member: Member
  readonly interest: Interest
  readonly delegation: Delegation
  readonly household: Household
  readonly resident: Resident
  readonly disclosure: Disclosure
  readonly entry: Entry
  readonly original: Original
  readonly review: Review
  readonly countersign: Countersign
  readonly openings: Openings
  readonly payout: Payout
  readonly payment: Payment
  readonly confirmation: Confirmation
  readonly shortfall: Shortfall
  readonly signing: Signing
  readonly run: Run
  readonly project: Project
  readonly absence: Absence
  readonly explanation: Explanation
  readonly reading: Reading
  readonly education: Education
  readonly asset: Asset
  readonly contract: Contract
  readonly rent: Rent
  readonly owed: Owed
  readonly debt: Debt
  readonly draw: Draw
  readonly entrants: Entrants
  readonly contribution: Contribution
  readonly poll: Poll
  readonly vote: Vote
  readonly answered: Answered
  readonly token: Token
  readonly ticket: Ticket
  readonly box: Box
  readonly suggestion: Suggestion
  readonly tally: Tally
  readonly stream: Stream
  readonly recording: Recording
  readonly remark: Remark
  readonly meeting: Meeting
  readonly attend: Attend
  readonly ask: Ask
  readonly appeal: Appeal
  readonly clue: Clue
  readonly match: Match
  readonly issue: Issue
  readonly tipkey: Tipkey
  readonly tipsafe: Tipsafe
  readonly finding: Finding
  readonly slots: Slots
  readonly moderation: Moderation
  readonly erasure: Erasure
  readonly epoch: Epoch
}

export type KindName = keyof Views

export type AnyChange =
  | VillageChange
  | OfficeChange
  | PolicyChange
  | MaskingChange
  | PlainChange
  | HandlingChange
  | ReviewingChange
  | ProcedureChange
  | PowersChange
  | CatalogueChange
  | NominationChange
  | SchemeChange
  | CircularChange
  | GrantChange
  | DeviceChange
  | MemberChange
  | InterestChange
  | DelegationChange
  | HouseholdChange
  | ResidentChange
  | DisclosureChange
  | EntryChange
  | OriginalChange
  | ReviewChange
  | CountersignChange
  | OpeningsChange
  | PayoutChange
  | PaymentChange
  | ConfirmationChange
  | ShortfallChange
  | SigningChange
  | RunChange
  | ProjectChange
  | AbsenceChange
  | ExplanationChange
  | ReadingChange
  | EducationChange
  | AssetChange
  | ContractChange
  | RentChange
  | OwedChange
  | DebtChange
  | DrawChange
  | EntrantsChange
  | ContributionChange
  | PollChange
  | VoteChange
  | AnsweredChange
  | TokenChange
  | TicketChange
  | BoxChange
  | SuggestionChange
  | TallyChange
  | StreamChange
  | RecordingChange
  | RemarkChange
  | MeetingChange
  | AttendChange
  | AskChange
  | AppealChange
  | ClueChange
  | MatchChange
  | IssueChange
  | TipkeyChange
  | TipsafeChange
  | FindingChange
  | SlotsChange
  | ModerationChange
  | ErasureChange
  | EpochChange

export const KINDS = {
  village: {
    scopes: ['village'],
    fields: {
      name: 'register',
      groups: 'register',
      households: 'register',
      people: 'register',
      about: 'register',
      cover: 'register',
    },
  },
  office: {
    scopes: ['region', 'village'],
    fields: {
      name: 'register',
      level: 'register',
      sort: 'register',
      phone: 'register',
      closed: 'register',
    },
  },
  policy: {
    scopes: ['region'],
    fields: {
      committee: 'register',
      outside: 'register',
      days: 'register',
      witnesses: 'register',
    },
  },
  masking: {
    scopes: ['region'],
    fields: {
      names: 'register',
      village: 'register',
      illness: 'register',
    },
  },
  plain: {
    scopes: ['village'],
    fields: {
      name: 'register',
      why: 'register',
      words: 'register',
      withdrawn: 'register',
    },
  },
  handling: {
    scopes: ['region'],
    fields: {
      accept: 'register',
      village: 'register',
      town: 'register',
      county: 'register',
      city: 'register',
      version: 'register',
      off: 'register',
      work: 'register',
      category: 'register',
      office: 'register',
      to: 'register',
      ended: 'register',
      name: 'register',
      step: 'register',
      text: 'register',
    },
  },
  reviewing: {
    scopes: ['region', 'village'],
    fields: {
      signatures: 'register',
      since: 'register',
      until: 'register',
    },
  },
  procedure: {
    scopes: ['region'],
    fields: {
      title: 'register',
      since: 'register',
      steps: 'register',
      note: 'register',
      ended: 'register',
    },
  },
  powers: {
    scopes: ['region'],
    fields: {
      title: 'register',
      since: 'register',
      items: 'register',
      note: 'register',
    },
  },
  catalogue: {
    scopes: ['region'],
    fields: {
      title: 'register',
      since: 'register',
      items: 'register',
      note: 'register',
    },
  },
  nomination: {
    scopes: ['region'],
    fields: {
      person: 'register',
      role: 'register',
      since: 'register',
      until: 'register',
      name: 'register',
      by: 'register',
      office: 'register',
      instead: 'register',
      dropped: 'register',
    },
  },
  scheme: {
    scopes: ['region'],
    fields: {
      title: 'register',
      plain: 'register',
      who: 'register',
      since: 'register',
      window: 'register',
      number: 'register',
      standard: 'register',
      papers: 'register',
      contact: 'register',
      until: 'register',
      words: 'register',
      questions: 'register',
      replaces: 'register',
      ended: 'register',
      why: 'register',
    },
  },
  circular: {
    scopes: ['region'],
    fields: {
      title: 'register',
      day: 'register',
      facts: 'register',
      outcome: 'register',
      lesson: 'register',
      audience: 'register',
      law: 'register',
      powers: 'register',
      replaces: 'register',
      clue: 'register',
      withdrawn: 'register',
    },
  },
  grant: {
    scopes: ['region', 'village'],
    fields: {
      person: 'register',
      role: 'register',
      since: 'register',
      until: 'register',
      office: 'register',
      name: 'register',
      ended: 'register',
      why: 'register',
    },
  },
  device: {
    scopes: ['region', 'village'],
    fields: {
      person: 'register',
      alg: 'register',
      key: 'register',
      since: 'register',
      revoked: 'register',
      why: 'register',
    },
  },
  member: {
    scopes: ['square'],
    fields: {
      name: 'register',
      household: 'register',
      group: 'register',
      left: 'register',
    },
  },
  interest: {
    scopes: ['square'],
    fields: {
      relatives: 'set',
      businesses: 'set',
    },
  },
  delegation: {
    scopes: ['square'],
    fields: {
      person: 'register',
      to: 'register',
      may: 'register',
      until: 'register',
      by: 'register',
      ended: 'register',
    },
  },
  household: {
    scopes: ['office'],
    fields: {
      group: 'register',
      note: 'register',
    },
  },
  resident: {
    scopes: ['office'],
    fields: {
      name: 'register',
      household: 'register',
      relation: 'register',
      phone_tail: 'register',
      grown: 'register',
      left: 'register',
    },
  },
  disclosure: {
    scopes: ['village'],
    fields: {
      title: 'register',
      class: 'register',
      category: 'register',
      period: 'register',
      summary: 'register',
      total_in: 'register',
      total_out: 'register',
      item: 'register',
      reason: 'register',
      withdrawn: 'register',
    },
  },
  entry: {
    scopes: ['village'],
    fields: {
      voucher: 'register',
      date: 'register',
      direction: 'register',
      subject: 'register',
      summary: 'register',
      payee: 'register',
      amount_fen: 'register',
      account: 'register',
      method: 'register',
      handler: 'register',
      witness: 'register',
      approver: 'register',
      project: 'register',
      note: 'register',
      pictures: 'register',
      disclosure: 'register',
      reason: 'register',
      receipts: 'list',
    },
  },
  original: {
    scopes: ['office', 'square'],
    fields: {
      disclosure: 'register',
      payee: 'register',
      voucher: 'register',
      subject: 'register',
      summary: 'register',
      account: 'register',
      method: 'register',
      handler: 'register',
      witness: 'register',
      approver: 'register',
      project: 'register',
      note: 'register',
      people: 'register',
      household: 'register',
    },
  },
  review: {
    scopes: ['office'],
    fields: {
      voucher: 'register',
      date: 'register',
      direction: 'register',
      subject: 'register',
      summary: 'register',
      payee: 'register',
      amount_fen: 'register',
      account: 'register',
      method: 'register',
      handler: 'register',
      witness: 'register',
      approver: 'register',
      project: 'register',
      note: 'register',
      pictures: 'register',
      disclosure: 'register',
      period: 'register',
      person: 'register',
      reason: 'register',
      receipts: 'list',
      withdrawn: 'register',
      verdicts: 'list',
    },
  },
  countersign: {
    scopes: ['village'],
    fields: {
      disclosure: 'register',
      role: 'register',
      items: 'set',
      people: 'set',
      returns: 'list',
    },
  },
  openings: {
    scopes: ['village'],
    fields: {
      count: 'register',
    },
  },
  payout: {
    scopes: ['village'],
    fields: {
      policy: 'register',
      batch: 'register',
      period: 'register',
      paid: 'register',
      until: 'register',
      households: 'register',
      total_fen: 'register',
      unit: 'register',
      standard_fen: 'register',
      note: 'register',
      withdrawn: 'register',
      counts: 'register',
    },
  },
  payment: {
    scopes: ['village'],
    fields: {
      payout: 'register',
      number: 'register',
      payee: 'register',
      amount_fen: 'register',
      quantity: 'register',
      note: 'register',
    },
  },
  confirmation: {
    scopes: ['home'],
    fields: {
      payout: 'register',
      payee: 'register',
      amount_fen: 'register',
      until: 'register',
      quantity: 'register',
      note: 'register',
      answer: 'register',
      counted: 'register',
    },
  },
  shortfall: {
    scopes: ['office'],
    fields: {
      household: 'register',
      payee: 'register',
      amount_fen: 'register',
      answer: 'register',
      payout: 'register',
      contract: 'register',
    },
  },
  signing: {
    scopes: ['office'],
    fields: {
      poll: 'register',
      village: 'register',
      blinded: 'register',
      signed: 'register',
    },
  },
  run: {
    scopes: ['village'],
    fields: {
      procedure: 'register',
      title: 'register',
      began: 'register',
      by: 'register',
      name: 'register',
      about: 'register',
      power: 'register',
      steps: 'list',
      papers: 'list',
      words: 'list',
      stopped: 'register',
    },
  },
  project: {
    scopes: ['village'],
    fields: {
      number: 'register',
      title: 'register',
      source: 'register',
      method: 'register',
      budget_fen: 'register',
      began: 'register',
      need: 'register',
      by: 'register',
      name: 'register',
      place: 'register',
      run: 'register',
      meeting: 'register',
      proposal: 'register',
      designs: 'list',
      quotes: 'list',
      contracts: 'list',
      progress: 'list',
      changes: 'list',
      acceptances: 'list',
      payments: 'list',
      warranties: 'list',
      words: 'list',
      stopped: 'register',
    },
  },
  absence: {
    scopes: ['village'],
    fields: {
      sort: 'register',
      item: 'register',
      name: 'register',
      period: 'register',
      due: 'register',
      day: 'register',
      catalogue: 'register',
      disclosure: 'register',
      words: 'list',
    },
  },
  explanation: {
    scopes: ['village'],
    fields: {
      asked: 'register',
      entries: 'set',
      others: 'set',
      words: 'list',
      settled: 'register',
      settled_on: 'register',
      finding: 'register',
    },
  },
  reading: {
    scopes: ['region', 'village'],
    fields: {
      signed: 'list',
    },
  },
  education: {
    scopes: ['region'],
    fields: {
      circular: 'register',
      title: 'register',
      day: 'register',
      hour: 'register',
      place: 'register',
      by: 'register',
      name: 'register',
      came: 'register',
      held: 'register',
      called: 'register',
      signed: 'register',
    },
  },
  asset: {
    scopes: ['village'],
    fields: {
      number: 'register',
      name: 'register',
      sort: 'register',
      size: 'register',
      place: 'register',
      value_fen: 'register',
      note: 'register',
      reason: 'register',
      retired: 'register',
    },
  },
  contract: {
    scopes: ['village'],
    fields: {
      number: 'register',
      title: 'register',
      sort: 'register',
      owed_to: 'register',
      party: 'register',
      since: 'register',
      until: 'register',
      asset: 'register',
      size: 'register',
      yearly_fen: 'register',
      deposit_fen: 'register',
      renews: 'register',
      run: 'register',
      note: 'register',
      reason: 'register',
      ended: 'register',
      why: 'register',
      words: 'list',
      counts: 'register',
    },
  },
  rent: {
    scopes: ['village'],
    fields: {
      contract: 'register',
      number: 'register',
      due: 'register',
      amount_fen: 'register',
      payee: 'register',
      quantity: 'register',
      reason: 'register',
      paid: 'list',
      withdrawn: 'register',
    },
  },
  owed: {
    scopes: ['home'],
    fields: {
      contract: 'register',
      payee: 'register',
      due: 'register',
      amount_fen: 'register',
      quantity: 'register',
      answer: 'register',
      counted: 'register',
    },
  },
  debt: {
    scopes: ['village'],
    fields: {
      side: 'register',
      party: 'register',
      amount_fen: 'register',
      reason: 'register',
      since: 'register',
      due: 'register',
      why: 'register',
      paid: 'list',
      withdrawn: 'register',
    },
  },
  draw: {
    scopes: ['village'],
    fields: {
      purpose: 'register',
      sort: 'register',
      place: 'register',
      day: 'register',
      hour: 'register',
      objections_until: 'register',
      contributions_until: 'register',
      source: 'register',
      rule: 'register',
      winners: 'register',
      entrants: 'register',
      root: 'register',
      by: 'register',
      name: 'register',
      sources: 'register',
      things: 'register',
      text: 'register',
      replaces: 'register',
      values: 'register',
      values_root: 'register',
      entries: 'list',
      results: 'register',
      seed: 'register',
      order: 'register',
      declined: 'list',
      voided: 'register',
    },
  },
  entrants: {
    scopes: ['square'],
    fields: {
      people: 'register',
    },
  },
  contribution: {
    scopes: ['square'],
    fields: {
      draw: 'register',
      value: 'register',
    },
  },
  poll: {
    scopes: ['region', 'village'],
    fields: {
      title: 'register',
      why: 'register',
      about: 'register',
      opens: 'register',
      closes: 'register',
      by: 'register',
      unit: 'register',
      secrecy: 'register',
      answer: 'register',
      options: 'register',
      most: 'register',
      suggestions: 'register',
      late_h: 'register',
      place: 'register',
      office: 'register',
      second: 'register',
      issuers: 'register',
      issuer: 'register',
      issued: 'register',
      voided: 'register',
      asked: 'register',
      ballots: 'register',
      boxes: 'register',
      counts: 'register',
    },
  },
  vote: {
    scopes: ['home', 'square'],
    fields: {
      poll: 'register',
      who: 'register',
      said: 'register',
    },
  },
  answered: {
    scopes: ['office'],
    fields: {
      poll: 'register',
      village: 'register',
      who: 'register',
      said: 'register',
    },
  },
  token: {
    scopes: ['square'],
    fields: {
      poll: 'register',
      who: 'register',
      by: 'register',
      blinded: 'register',
    },
  },
  ticket: {
    scopes: ['home'],
    fields: {
      poll: 'register',
      signed: 'register',
    },
  },
  box: {
    scopes: ['region', 'village'],
    fields: {
      poll: 'register',
      villages: 'register',
      asked: 'register',
      ballots: 'register',
      counts: 'register',
      blob: 'register',
      root: 'register',
    },
  },
  suggestion: {
    scopes: ['region', 'village'],
    fields: {
      of: 'register',
      outcome: 'register',
      text: 'register',
      by: 'register',
      poll: 'register',
      meeting: 'register',
      to: 'register',
      link: 'register',
    },
  },
  tally: {
    scopes: ['region', 'village'],
    fields: {
      poll: 'register',
      counts: 'register',
      spoiled: 'register',
      sheets: 'register',
      day: 'register',
      by: 'register',
      role: 'register',
    },
  },
  stream: {
    scopes: ['village'],
    fields: {
      title: 'register',
      opened: 'register',
      by: 'register',
      about: 'register',
      ended: 'register',
    },
  },
  recording: {
    scopes: ['village'],
    fields: {
      parts: 'list',
      counts: 'register',
      root: 'register',
    },
  },
  remark: {
    scopes: ['square'],
    fields: {
      stream: 'register',
      text: 'register',
      at: 'register',
      said: 'register',
      by: 'register',
    },
  },
  meeting: {
    scopes: ['village'],
    fields: {
      sort: 'register',
      rule: 'register',
      title: 'register',
      place: 'register',
      day: 'register',
      hour: 'register',
      agenda: 'register',
      told: 'register',
      by: 'register',
      name: 'register',
      called: 'register',
      text: 'register',
      invited: 'register',
      moves: 'list',
      cancelled: 'register',
      doors: 'list',
      papers: 'list',
      counts: 'list',
      minutes: 'list',
      votes: 'list',
      confirms: 'list',
      promises: 'list',
      follows: 'list',
      turns: 'list',
    },
  },
  attend: {
    scopes: ['square'],
    fields: {
      meeting: 'register',
      who: 'register',
      way: 'register',
      by: 'register',
      day: 'register',
      door: 'register',
    },
  },
  ask: {
    scopes: ['square'],
    fields: {
      meeting: 'register',
      sort: 'register',
      text: 'register',
      person: 'register',
      item: 'register',
      seconders: 'set',
      marks: 'list',
    },
  },
  appeal: {
    scopes: ['case', 'square'],
    fields: {
      person: 'register',
      title: 'register',
      category: 'register',
      text: 'register',
      about: 'register',
      voice: 'register',
      place: 'register',
      by: 'register',
      sort: 'register',
      code: 'register',
      channel: 'register',
      name: 'register',
      meant: 'register',
      photos: 'list',
      notes: 'list',
      answers: 'list',
      steps: 'list',
      calls: 'list',
      supporters: 'set',
    },
  },
  clue: {
    scopes: ['watch'],
    fields: {
      title: 'register',
      text: 'register',
      about: 'register',
      accused: 'register',
      by: 'register',
      name: 'register',
      day: 'register',
      office: 'register',
      conclusion: 'register',
      found: 'register',
      concluded_by: 'register',
      concluded: 'register',
    },
  },
  match: {
    scopes: ['watch'],
    fields: {
      number: 'register',
      found: 'register',
      entries: 'set',
      settled: 'register',
      finding: 'register',
      by: 'register',
      name: 'register',
      day: 'register',
    },
  },
  issue: {
    scopes: ['region', 'village'],
    fields: {
      name: 'register',
      field: 'register',
      office: 'register',
      to: 'register',
      by: 'register',
      day: 'register',
      appeals: 'set',
      apart: 'set',
      stages: 'list',
    },
  },
  tipkey: {
    scopes: ['region'],
    fields: {
      person: 'register',
      recipient: 'register',
      since: 'register',
      until: 'register',
      ended: 'register',
    },
  },
  tipsafe: {
    scopes: ['watch'],
    fields: {
      person: 'register',
      wrapped: 'register',
      nested: 'register',
    },
  },
  finding: {
    scopes: ['region'],
    fields: {
      about: 'register',
      day: 'register',
      conclusion: 'register',
      summary: 'register',
      instead: 'register',
      why: 'register',
    },
  },
  slots: {
    scopes: ['region'],
    fields: {
      round: 'register',
      count: 'register',
      root: 'register',
    },
  },
  moderation: {
    scopes: ['square'],
    fields: {
      acts: 'list',
      overdue: 'list',
    },
  },
  erasure: {
    scopes: ['box', 'case', 'home', 'meeting', 'office', 'poll', 'region', 'square', 'village', 'watch'],
    fields: {
      seq: 'register',
      leaf: 'register',
      why: 'register',
      order: 'register',
      records: 'register',
    },
  },
  epoch: {
    scopes: ['box', 'case', 'home', 'meeting', 'office', 'poll', 'region', 'square', 'village', 'watch'],
    fields: {
      epoch: 'register',
      first: 'register',
      lost: 'register',
      order: 'register',
    },
  },
} as const

/** Fields by which the public reaches an office: sync/spec/personal.md. */
export const CONTACT = {
  office: ['phone'],
  scheme: ['contact'],
} as const

/** What an official does only right after showing to be there: people.md 11. */
export const STEPPED = ['catalogue.say', 'circular.publish', 'circular.withdraw', 'contract.correct', 'contract.end', 'contract.sign', 'countersign.give', 'debt.correct', 'debt.declare', 'debt.pay', 'debt.withdraw', 'delegation.entrust', 'device.revoke', 'disclosure.correct', 'disclosure.publish', 'disclosure.withdraw', 'draw.announce', 'draw.void', 'education.call', 'education.hold', 'entry.attach', 'entry.correct', 'entry.post', 'finding.publish', 'grant.end', 'grant.give', 'handling.reply', 'handling.route', 'handling.terms', 'handling.unreply', 'handling.unroute', 'handling.year', 'household.add', 'household.update', 'interest.withdraw', 'masking.say', 'member.add', 'member.leave', 'member.update', 'nomination.drop', 'nomination.make', 'office.close', 'office.open', 'payment.post', 'payout.publish', 'payout.withdraw', 'plain.say', 'plain.withdraw', 'policy.ask', 'poll.issued', 'poll.open', 'poll.second', 'poll.void', 'powers.say', 'procedure.end', 'procedure.say', 'project.alter', 'project.contract', 'project.pay', 'rent.correct', 'rent.pay', 'rent.post', 'rent.withdraw', 'resident.add', 'resident.leave', 'resident.update', 'reviewing.ask', 'scheme.end', 'scheme.publish', 'suggestion.answer', 'tally.record', 'tipkey.end', 'tipkey.publish', 'tipsafe.keep'] as const

/** Most characters of each text field. */
export const LIMITS = {
  village: {
    name: 120,
    about: 2000,
  },
  office: {
    name: 120,
    phone: 120,
  },
  policy: {},
  masking: {},
  plain: {
    name: 20,
    words: 200,
  },
  handling: {
    version: 120,
    to: 120,
    name: 120,
    text: 2000,
  },
  reviewing: {},
  procedure: {
    title: 120,
    note: 2000,
  },
  powers: {
    title: 120,
    note: 2000,
  },
  catalogue: {
    title: 120,
    note: 2000,
  },
  nomination: {
    name: 120,
  },
  scheme: {
    title: 120,
    plain: 2000,
    who: 2000,
    window: 120,
    number: 120,
    standard: 2000,
    contact: 120,
    why: 2000,
  },
  circular: {
    title: 120,
    facts: 2000,
    outcome: 2000,
    lesson: 2000,
    law: 2000,
    withdrawn: 2000,
  },
  grant: {
    name: 120,
    why: 120,
  },
  device: {
    key: 87,
    why: 120,
  },
  member: {
    name: 120,
    group: 120,
  },
  interest: {},
  delegation: {},
  household: {
    group: 120,
    note: 120,
  },
  resident: {
    name: 120,
    relation: 120,
  },
  disclosure: {
    title: 120,
    summary: 2000,
    reason: 2000,
    withdrawn: 2000,
  },
  entry: {
    voucher: 40,
    subject: 120,
    summary: 2000,
    payee: 120,
    account: 120,
    method: 120,
    handler: 120,
    witness: 120,
    approver: 120,
    project: 120,
    note: 2000,
    reason: 2000,
  },
  original: {
    payee: 120,
    voucher: 120,
    subject: 120,
    summary: 2000,
    account: 120,
    method: 120,
    handler: 120,
    witness: 120,
    approver: 120,
    project: 120,
    note: 2000,
  },
  review: {
    voucher: 40,
    subject: 120,
    summary: 2000,
    payee: 120,
    account: 120,
    method: 120,
    handler: 120,
    witness: 120,
    approver: 120,
    project: 120,
    note: 2000,
    reason: 2000,
    withdrawn: 2000,
  },
  countersign: {},
  openings: {},
  payout: {
    policy: 120,
    batch: 120,
    unit: 120,
    note: 2000,
    withdrawn: 2000,
  },
  payment: {
    payee: 120,
    quantity: 120,
    note: 120,
  },
  confirmation: {
    payee: 120,
    quantity: 120,
    note: 120,
  },
  shortfall: {
    payee: 120,
  },
  signing: {},
  run: {
    title: 120,
    name: 120,
    about: 2000,
    stopped: 2000,
  },
  project: {
    number: 120,
    title: 120,
    need: 2000,
    name: 120,
    place: 120,
    stopped: 2000,
  },
  absence: {
    name: 120,
  },
  explanation: {
    finding: 2000,
  },
  reading: {},
  education: {
    title: 120,
    place: 120,
    name: 120,
  },
  asset: {
    number: 120,
    name: 120,
    size: 120,
    place: 120,
    note: 2000,
    reason: 2000,
    retired: 2000,
  },
  contract: {
    number: 120,
    title: 120,
    party: 120,
    size: 120,
    note: 2000,
    reason: 2000,
    why: 2000,
  },
  rent: {
    payee: 120,
    quantity: 120,
    reason: 2000,
    withdrawn: 2000,
  },
  owed: {
    payee: 120,
    quantity: 120,
  },
  debt: {
    party: 120,
    reason: 2000,
    why: 2000,
    withdrawn: 2000,
  },
  draw: {
    purpose: 120,
    place: 120,
    name: 120,
    text: 2000,
    voided: 2000,
  },
  entrants: {},
  contribution: {},
  poll: {
    title: 120,
    why: 2000,
    place: 120,
    issuer: 392,
    voided: 2000,
  },
  vote: {},
  answered: {},
  token: {},
  ticket: {},
  box: {},
  suggestion: {
    text: 2000,
    to: 120,
    link: 120,
  },
  tally: {},
  stream: {
    title: 120,
  },
  recording: {},
  remark: {
    text: 200,
  },
  meeting: {
    title: 120,
    place: 120,
    name: 120,
    text: 2000,
    cancelled: 2000,
  },
  attend: {},
  ask: {
    text: 500,
  },
  appeal: {
    title: 120,
    text: 2000,
    place: 120,
    name: 120,
  },
  clue: {
    title: 120,
    text: 2000,
    name: 120,
    found: 2000,
  },
  match: {
    number: 120,
    finding: 2000,
    name: 120,
  },
  issue: {
    name: 120,
    to: 120,
  },
  tipkey: {
    recipient: 120,
  },
  tipsafe: {},
  finding: {
    summary: 2000,
    why: 2000,
  },
  slots: {},
  moderation: {},
  erasure: {
    order: 120,
  },
  epoch: {
    order: 120,
  },
} as const

/** The roles that answer an appeal, by scope: sync/spec/roll.md. */
export const ANSWERERS = {
  square: ['committee', 'branch', 'liaison', 'cadre', 'station', 'department', 'discipline', 'inspector'],
  case: ['cadre', 'discipline', 'inspector'],
} as const

/** The roles that take an appeal in and see to its reply, by scope. */
export const DESKS = {
  square: ['committee', 'branch', 'liaison', 'cadre', 'discipline', 'inspector'],
  case: ['cadre', 'discipline', 'inspector'],
} as const

/** What each step of an appeal must say, and what it may. */
export const SAID = {
  accept: {
    must: ['level'],
    may: ['category', 'text'],
  },
  dispatch: {
    must: ['office', 'to'],
    may: ['text'],
  },
  transfer: {
    must: ['office', 'to', 'reason'],
    may: ['text'],
  },
  pause: {
    must: ['text'],
    may: [],
  },
  resume: {
    must: [],
    may: ['text'],
  },
  extend: {
    must: ['days', 'reason'],
    may: ['text'],
  },
  escalate: {
    must: ['reason'],
    may: ['text'],
  },
  answer: {
    must: ['text'],
    may: ['outcome'],
  },
  return: {
    must: ['text'],
    may: [],
  },
  reply: {
    must: [],
    may: ['text'],
  },
  rate: {
    must: ['score'],
    may: ['text'],
  },
  revisit: {
    must: ['how', 'result', 'text'],
    may: [],
  },
} as const

/** What a ledger sheet is: sync/vectors/ledger/README.md. */
export const SHEET = {
  columns: [
    {
      field: 'voucher',
      name: '凭证号',
      aliases: ['凭证字号', '凭证编号', '凭证号码', '凭证', '单据号', '编号'],
      type: 'text',
      required: true,
      limit: 40,
    },
    {
      field: 'date',
      name: '日期',
      aliases: ['记账日期', '业务日期', '发生日期', '收支日期', '支付日期', '时间'],
      type: 'day',
      required: true,
      limit: 120,
    },
    {
      field: 'direction',
      name: '收支',
      aliases: ['收/支', '收支方向', '收支类型', '收支类别', '方向'],
      type: 'direction',
      required: false,
      limit: 120,
    },
    {
      field: 'amount',
      name: '金额',
      aliases: ['发生额', '发生金额', '交易金额', '收支金额'],
      type: 'amount',
      required: false,
      limit: 120,
    },
    {
      field: 'income',
      name: '收入',
      aliases: ['收入金额', '收入额', '收款金额'],
      type: 'amount',
      required: false,
      limit: 120,
    },
    {
      field: 'expense',
      name: '支出',
      aliases: ['支出金额', '支出额', '付款金额'],
      type: 'amount',
      required: false,
      limit: 120,
    },
    {
      field: 'subject',
      name: '科目',
      aliases: ['会计科目', '科目名称', '收支科目', '收支项目'],
      type: 'text',
      required: true,
      limit: 120,
    },
    {
      field: 'summary',
      name: '摘要',
      aliases: ['业务摘要', '事由', '用途', '内容', '款项用途', '收支内容'],
      type: 'text',
      required: true,
      limit: 2000,
    },
    {
      field: 'payee',
      name: '对方',
      aliases: ['收款人', '付款人', '收付款人', '收/付款人', '收款人/付款人', '收款单位', '付款单位', '对方单位', '对方名称', '对方户名', '往来单位', '领款人', '交款人'],
      type: 'text',
      required: true,
      limit: 120,
    },
    {
      field: 'account',
      name: '账户',
      aliases: ['账户名称', '银行账户', '资金账户', '开户账户'],
      type: 'text',
      required: false,
      limit: 120,
    },
    {
      field: 'method',
      name: '支付方式',
      aliases: ['结算方式', '付款方式', '收支方式', '收付方式'],
      type: 'text',
      required: false,
      limit: 120,
    },
    {
      field: 'handler',
      name: '经手人',
      aliases: ['经办人', '经手', '经办'],
      type: 'text',
      required: false,
      limit: 120,
    },
    {
      field: 'witness',
      name: '证明人',
      aliases: ['证明', '见证人'],
      type: 'text',
      required: false,
      limit: 120,
    },
    {
      field: 'approver',
      name: '审批人',
      aliases: ['审批', '批准人', '审批签字'],
      type: 'text',
      required: false,
      limit: 120,
    },
    {
      field: 'project',
      name: '项目',
      aliases: ['项目名称', '工程项目', '所属项目'],
      type: 'text',
      required: false,
      limit: 120,
    },
    {
      field: 'note',
      name: '备注',
      aliases: ['附注', '说明'],
      type: 'text',
      required: false,
      limit: 2000,
    },
  ],
  amounts: ['amount', 'income', 'expense'],
  ignored: ['序号', '行号', '余额', '结余', '附件', '附件数', '附件张数', '票据张数', '票据', '月', '日', '月份', '年月', '制单人', '记账人'],
  units: ['(元)', '(人民币)', '(人民币元)', '(¥)', '(rmb)', '/元'],
  inWords: ['收', '收入', '入', '进', '收款', '+', 'in'],
  outWords: ['支', '支出', '出', '付', '付款', '付出', '-', 'out'],
  blankAmounts: ['-', '--', '—', '——', '–', '/'],
  totalWords: ['合计', '小计', '累计', '总计', '共计', '合计数', '累计数', '结转', '结存', '余额', '承前页', '过次页'],
  totalPrefixes: ['', '本日', '本月', '本季', '本年', '本期', '本页', '上月', '上年', '上期', '期初', '期末', '年初', '年末', '月初', '月末'],
  footerWords: ['制表', '填表', '填报', '审核', '复核', '会计', '出纳', '主任', '负责人', '单位负责人', '监委会', '理财小组', '注', '说明'],
  headerRows: 10,
  headerNames: 3,
  maxBytes: 8388608,
  maxUnpackedBytes: 67108864,
  maxRows: 5000,
  maxFen: 100000000000000,
  firstYear: 2000,
  lastYear: 2099,
} as const

/** What a sheet of people is: server/shaiba/roll.py. */
export const ROLL_SHEET = {
  columns: {
    village: ['村', '村名', '村庄', '行政村', '所在村', '村代码'],
    household: ['户编号', '户号', '户编码', '家庭编号'],
    group: ['组别', '村民小组', '小组', '组'],
    name: ['姓名', '名字', '成员姓名'],
    relation: ['与户主关系', '关系', '家庭关系'],
    phone_tail: ['手机尾号', '手机', '手机号', '手机号码', '电话', '联系电话', '尾号'],
    note: ['备注', '住址备注', '地址备注', '位置'],
  },
  required: ['household', 'group', 'name'],
  limit: 120,
  maxRows: 60000,
} as const
