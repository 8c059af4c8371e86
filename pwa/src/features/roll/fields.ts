/** What a person's or household's fields may hold, told while they are typed. */
import { findPersonal } from '@shaiba/sync'
import { t } from './text.ts'

export const MOST = 120

export const numberWrong = (text: string): string | undefined =>
  text === '' || /^[0-9A-Za-z_-]{1,43}$/.test(text) ? undefined : t().numberBad

export const tailWrong = (text: string): string | undefined => (/^(\d{4})?$/.test(text) ? undefined : t().tailBad)

export const personalWrong = (text: string): string | undefined =>
  findPersonal(text).length === 0 ? undefined : t().personal
