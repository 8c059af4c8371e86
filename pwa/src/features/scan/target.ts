/** What a scanned or pasted text asks for. */

import { parseLink } from '../../text/link.ts'
import { receiptOf } from './scanned.ts'

export type Target =
  | { readonly to: 'path'; readonly path: string }
  | { readonly to: 'enrol'; readonly code: string; readonly household: string }
  | { readonly to: 'letter'; readonly secret: string }
  | { readonly to: 'link'; readonly secret: string }
  | { readonly to: 'frame'; readonly text: string }
  | { readonly to: 'elsewhere'; readonly text: string }

/** Codes are 12 characters of Crockford's base 32, in any case, with or without dashes. */
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}[- ]?[0-9A-HJKMNP-TV-Z]{4}[- ]?[0-9A-HJKMNP-TV-Z]{4}$/

/**
 * A frame of a run of codes (sync/spec/carry.md), a link of this app (any host: printed codes outlive addresses, and only its path is used), a bare path, a village
 * code, an enrolment code, or something that is not ours. Nothing outside the app is ever opened.
 */
export function parseTarget(text: string): Target {
  if (/^S1\/[0-9A-F]{8}\//.test(text)) return { to: 'frame', text } // as it is: its spaces count
  const trimmed = text.normalize('NFKC').trim()
  const upper = trimmed.toUpperCase()
  if (/^\d{12}$/.test(trimmed)) return { to: 'path', path: `/v/${trimmed}` }
  if (CODE.test(upper)) return { to: 'enrol', code: upper.replace(/[- ]/g, ''), household: '' }
  const url = parseUrl(trimmed)
  if (url === null) return { to: 'elsewhere', text: trimmed }
  const hash = new URLSearchParams(url.hash.slice(1)) // the code stands after #, which browsers send to no server
  const letter = hash.get('letter') // a letter's secret needs no household's number
  if (letter !== null && /^[0-9A-HJKMNP-TV-Z]{26}$/.test(letter)) return { to: 'letter', secret: letter }
  const secret = parseLink(url.hash) // another phone of the same person
  if (secret !== null) return { to: 'link', secret }
  const code = (hash.get('code') ?? url.searchParams.get('code') ?? '').toUpperCase()
  if (CODE.test(code)) {
    const household = hash.get('household') ?? url.searchParams.get('household') ?? ''
    return { to: 'enrol', code: code.replace(/[- ]/g, ''), household }
  }
  if (url.pathname === '/c') return { to: 'path', path: url.pathname + url.hash } // another phone's ledger, or the notice-board's
  if (/^\/(v\/\d{12}(\/|$)|account$|about$|outbox$)/.test(url.pathname)) {
    const door = /^#door=[\w-]{43}$/.test(url.hash) ? url.hash : '' // a meeting's, for the phone alone
    const path = url.pathname + url.search
    return { to: 'path', path: receiptOf(path + url.hash) === null ? path + door : path + url.hash }
  }
  return { to: 'elsewhere', text: trimmed }
}

function parseUrl(text: string): URL | null {
  if (!/^(https?:\/\/|\/)/i.test(text)) return null
  try {
    return new URL(text, 'https://village.invalid')
  } catch {
    return null
  }
}
