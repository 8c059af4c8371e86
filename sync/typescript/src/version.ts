/**
 * The version of the protocol these modules speak.
 *
 * Spec: sync/spec/versions.md.
 */

/** The version written into each op and each sync header. */
export const PROTOCOL = 1

/** The oldest version that is still read. */
export const MIN_SUPPORTED = 1
