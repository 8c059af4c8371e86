/** What an office writes down, as it is typed and as it is said: pure. */
import { isHour } from '../../text/hour.ts'

/** What there is to write down. */
export type What = 'count' | 'vote' | 'minute' | 'promise' | 'attach' | 'move' | 'cancel'

/** Everything as it is typed. */
export interface Form {
  what: string
  item: string
  present: string
  minute: string
  motion: string
  agree: string
  against: string
  abstain: string
  promise: string
  who: string
  due: string
  paper: string
  day: string
  hour: string
  place: string
  reason: string
}

export const NEW_FORM: Readonly<Form> = {
  what: '',
  item: '',
  present: '',
  minute: '',
  motion: '',
  agree: '',
  against: '0',
  abstain: '0',
  promise: '',
  who: '',
  due: '',
  paper: '',
  day: '',
  hour: '19:30',
  place: '',
  reason: '',
}

type Asked = Exclude<keyof Form, 'what'>
const NUMBERS: readonly Asked[] = ['present', 'agree', 'against', 'abstain']

/** What is asked for, in the order in which it is. */
export const FIELDS: Readonly<Record<What, readonly Asked[]>> = {
  count: ['present'],
  vote: ['item', 'motion', 'agree', 'against', 'abstain'],
  minute: ['item', 'minute'],
  promise: ['item', 'promise', 'who', 'due'],
  attach: ['paper'],
  move: ['day', 'hour', 'place', 'reason'],
  cancel: ['reason'],
}

/** What is wrong with each field: `needed`, `number`, `many` (more than were called), `hour`, or what `personal` finds. */
export function faultsOf(
  what: What,
  form: Readonly<Form>,
  called: number | undefined,
  today: string,
  personal: (text: string) => string | undefined,
): Readonly<Partial<Record<keyof Form, string>>> {
  const faultOf = (field: Asked): string | undefined => {
    const text = form[field].trim()
    if (field === 'item') return undefined
    if (NUMBERS.includes(field)) {
      if (!/^\d{1,5}$/.test(text)) return 'number'
      return field === 'present' && Number(text) > (called ?? Infinity) ? 'many' : undefined
    }
    if (field === 'hour') return isHour(text) ? undefined : 'hour'
    if (text === '' || ((field === 'due' || field === 'day') && text < today)) return 'needed'
    return personal(text)
  }
  const found = FIELDS[what].map((field) => [field, faultOf(field)] as const)
  return Object.fromEntries(found.filter(([, fault]) => fault !== undefined))
}

/** What is said once nothing is wrong. */
export function saidOf(what: What, form: Readonly<Form>, item: string): Readonly<Record<string, string | number>> {
  const text = (field: Asked): string => form[field].trim()
  switch (what) {
    case 'count':
      return { present: Number(form.present) }
    case 'vote':
      return {
        item,
        title: text('motion'),
        agree: Number(form.agree),
        against: Number(form.against),
        abstain: Number(form.abstain),
      }
    case 'minute':
      return { item, text: text('minute') }
    case 'promise':
      return { item, what: text('promise'), who: text('who'), due: form.due }
    case 'move':
      return { day: form.day, hour: text('hour'), place: text('place'), reason: text('reason') }
    default:
      return {}
  }
}
