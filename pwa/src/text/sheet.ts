/** Words of taking a sheet in, whatever it is of. */
import { words } from './words.svelte.ts'

type Told = (value: string) => string

/** What is wrong with a cell or file of any sheet, and what to do. */
const WHY_ZH: Readonly<Record<string, Told>> = {
  missing: () => '这一格必填，现在空着。补上。',
  too_long: () => '字太多了，请写短些。',
  missing_column: () => '表里没有这一栏。加上这一栏的名字和内容。',
  duplicate_column: () => '这一栏出现了两次，请删去一个。',
  no_header: () => '没有找到栏目名。请在前 10 行里写上。',
  not_a_sheet: () => '打不开。请用 Excel 或 WPS 存成 xlsx、xls 或 csv 再选；加了密码的请先去掉密码。',
}
const WHY_EN: Readonly<Record<string, Told>> = {
  missing: () => 'This must be filled in and is empty.',
  too_long: () => 'Too long. Please shorten it.',
  missing_column: () => 'The sheet has no such column. Add its name and what belongs in it.',
  duplicate_column: () => 'This column is there twice. Remove one.',
  no_header: () => 'No names of columns were found. Write them in one of the first 10 rows.',
  not_a_sheet: () => 'It cannot be opened. Save it as xlsx, xls or csv, without a password.',
}

export const sheetWords = words(
  {
    pickOther: '换一个文件',
    pickHint: 'xlsx、xls、csv 都行，WPS 的也行。',
    blank: '下载空白表',
    reading: '正在读表',
    forget: '不要了，重来',
    why: WHY_ZH,
    problems: (n: number) => `有 ${n} 处要改`,
    problemsFile: '存成清单',
    problemsName: '要改的地方.csv',
    where: '在哪里',
    cell: '原来写的',
    fix: '怎么改',
    place: (row: number, column: string) => `第 ${row} 行${column === '' ? '' : ` ${column} 列`}`,
    wholeSheet: '整张表',
    emptyCell: '（空着）',
    before: '原来',
    after: '改成',
    rowNote: (row: number) => (row === 0 ? '' : `第 ${row} 行：`),
    more: (n: number) => `还有 ${n} 处`,
  },
  {
    pickOther: 'Choose another',
    pickHint: 'xlsx, xls or csv.',
    blank: 'Get an empty sheet',
    reading: 'Reading',
    forget: 'Start over',
    why: WHY_EN,
    problems: (n: number) => (n === 1 ? '1 thing to put right' : `${n} things to put right`),
    problemsFile: 'Save the list',
    problemsName: 'to-put-right.csv',
    where: 'Where',
    cell: 'What stands there',
    fix: 'What to do',
    place: (row: number, column: string) => `row ${row}${column === '' ? '' : `, column ${column}`}`,
    wholeSheet: 'the whole sheet',
    emptyCell: '(empty)',
    before: 'before',
    after: 'after',
    rowNote: (row: number) => (row === 0 ? '' : `Row ${row}: `),
    more: (n: number) => `${n} more`,
  },
)
