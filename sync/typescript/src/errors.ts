/**
 * Every refusal, sorted by what the phone does next.
 *
 * Spec: sync/spec/errors.md.
 */

/** What the phone does next. */
export type Retry = 'never' | 'after_pull' | 'after_sign_in' | 'after_step_up' | 'after_update' | 'later'

export const RETRY = {
  malformed: 'never',
  bad_signature: 'never',
  unknown_device: 'never',
  forbidden: 'never',
  not_found: 'never',
  unknown_region: 'never',
  closed: 'never',
  taken: 'never',
  out_of_turn: 'never',
  salt_reused: 'never',
  other_history: 'never',
  too_large: 'never',
  wrong_hash: 'never',
  bad_type: 'never',
  bad_sheet: 'never',
  invalid: 'never',
  identifier: 'never',
  bad_code: 'never',
  bad_passkey: 'never',
  confirm: 'never',
  not_signed: 'never',
  late: 'never',
  no_work: 'never',
  bad_token: 'never',
  clock_drift: 'after_pull',
  unknown_record: 'after_pull',
  wrong_offset: 'after_pull',
  signed_out: 'after_sign_in',
  device_revoked: 'after_sign_in',
  step_up: 'after_step_up',
  version_unsupported: 'after_update',
  slow_down: 'later',
  unavailable: 'later',
} as const satisfies Record<string, Retry>

export type ErrorCode = keyof typeof RETRY

/** The HTTP status that goes with a code. */
export const STATUS = {
  malformed: 400,
  bad_signature: 401,
  unknown_device: 401,
  forbidden: 403,
  not_found: 404,
  unknown_region: 404,
  closed: 409,
  taken: 409,
  out_of_turn: 409,
  salt_reused: 409,
  other_history: 409,
  too_large: 413,
  wrong_hash: 422,
  bad_type: 422,
  bad_sheet: 422,
  invalid: 422,
  identifier: 422,
  bad_code: 401,
  bad_passkey: 401,
  confirm: 409,
  not_signed: 409,
  late: 409,
  no_work: 422,
  bad_token: 401,
  clock_drift: 409,
  unknown_record: 409,
  wrong_offset: 409,
  signed_out: 401,
  device_revoked: 403,
  step_up: 403,
  version_unsupported: 426,
  slow_down: 429,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>

export type Detail = Readonly<Record<string, unknown>>

/** A refusal: a code, and data (never sentences; those are made on the phone, in its language). */
export class SyncError extends Error {
  readonly code: ErrorCode
  readonly detail: Detail

  constructor(code: ErrorCode, detail: Detail = {}) {
    super(code)
    this.name = 'SyncError'
    this.code = code
    this.detail = detail
  }

  get retry(): Retry {
    return RETRY[this.code]
  }
}

/** The names of the rules of form: what `malformed` says failed. */
export type Rule =
  | 'utf8'
  | 'line_break'
  | 'members'
  | 'scope'
  | 'by'
  | 'at'
  | 'salt'
  | 'seen'
  | 'do'
  | 'sig'
  | 'compact'
  | 'value'
  | 'depth'
  | 'name'
  | 'change'
  | 'gone'
  | 'stamp'
  | 'note'
  | 'submission'
  | 'regain'
  | 'header'
  | 'answer'
  | 'frontier'
  | 'record'
  | 'carry'
  | 'frame'
  | 'calendar'
  | 'day'
  | 'days'
  | 'period'
  | 'tip'
  | 'draw'
  | 'poll'
  | 'recording'

/** The refusal of something that is not formed as the spec says. */
export function malformed(rule: Rule): SyncError {
  return new SyncError('malformed', { rule })
}
