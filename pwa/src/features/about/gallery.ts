/** Words of the gallery: sample text only. */
import { words } from '../../text/words.svelte.ts'

export const g = words(
  {
    title: '界面部件',
    press: '办理',
    done: '已记下',
    undone: '已撤销',
    name: '水渠清淤人工费',
    hint: '写清楚做了什么、在哪里',
    error: '这里要写金额，比如 4860.00',
    amount: '金额',
    yuan: '元',
    day: '日期',
    kind: '类别',
    text: '说明',
    search: '人名、事由、金额',
    chip: '更正过',
    months: ['5月', '6月', '7月', '8月', '9月', '10月'],
  },
  {
    title: 'Parts of the interface',
    press: 'Do it',
    done: 'Noted',
    undone: 'Undone',
    name: 'Cleaning the ditch',
    hint: 'Say what was done and where',
    error: 'An amount belongs here, like 4860.00',
    amount: 'Amount',
    yuan: 'yuan',
    day: 'Day',
    kind: 'Kind',
    text: 'Text',
    search: 'name, matter, amount',
    chip: 'corrected',
    months: ['May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct'],
  },
)
