/** @shaiba/sync: the protocol, for browsers, workers and Node. Spec: sync/spec. */

export * from './appeal.ts'
export * from './calendar.ts'
export * from './carry.ts'
export * from './clock.ts'
export * from './draw.ts'
export * from './duty.ts'
export * from './errors.ts'
export * from './keys.ts'
export * from './lease.ts'
export * from './live.ts'
export * from './match.ts'
export * from './merge.ts'
export * from './moderation.ts'
export {
  type Alg,
  b64uDecode,
  b64uEncode,
  buildHead,
  type Bytes,
  deviceId,
  digest,
  finish,
  formatGone,
  type Gone,
  isGone,
  leafOf,
  MAX_LINE,
  type Op,
  opId,
  parseLine,
  parseOp,
  type Seen,
} from './op.ts'
export * from './personal.ts'
export * from './ballot.ts'
export * from './blind.ts'
export * from './poll.ts'
export * from './privacy.ts'
export * from './procedure.ts'
export * from './meeting.ts'
export * from './project.ts'
export * from './regain.ts'
export * from './review.ts'
export * from './scope.ts'
export { type Json, MAX_CHANGES } from './strict.ts'
export * from './tips.ts'
export * from './tree.ts'
export * from './version.ts'
export * from './wire.ts'
export * from './witness.ts'
