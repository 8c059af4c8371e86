/** @shaiba/sync: the protocol, for browsers, workers and Node. Spec: sync/spec. */

export * from './version.ts'
