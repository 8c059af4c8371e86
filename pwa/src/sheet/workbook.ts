/** What we use of SheetJS: named here, so that the build keeps these parts and drops the writers. */
import { read, SSF } from '@e965/xlsx'

/** Whether a number format shows a day. */
export const isDate = (SSF as { is_date: (format: string) => boolean }).is_date
export { read }
