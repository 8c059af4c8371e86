/** The words of votes on paper: what was counted, by whom; and of who ends a poll. */
import { words } from '../../text/words.svelte.ts'

type Words = Readonly<Record<string, string>>

const ZH = {
  title: '登记的票数',
  none: '投完票以后，三个单位的人各自登记票数，附上计票单照片，谁都看得到。',
  standings: {
    few: '还没有登记齐：要三个单位的人各自登记。',
    differ: '登记的不一样。请当面把计票单对清楚，登记错的再登记一次。',
    same: '三个单位登记的都一样。',
  } as Words,
  option: '选项',
  spoiled: '废票',
  on: (day: string) => `${day} 登记`,
  sheet: (role: string, n: number) => `${role}的计票单 ${n}`,
  form: '登记票数',
  formText: '照计票单写，您自己数到多少就写多少，不要和别人对好了再写。',
  spoiledField: '废票几张',
  role: '您代表哪个单位',
  photos: (n: number) => `计票单照片（${n} 张）`,
  camera: '拍照',
  gallery: '从相册选',
  remove: '删去照片',
  needsPhoto: '请拍计票单，至少一张。',
  number: '写数字，没有就写 0',
  save: '登记',
  saved: '登记了',
  failed: '没有存下，请再试一次。',
  void: '作废这次投票',
  voidText: '作废以后不再收票，问题和原因都留着，谁都看得到；要问就重新发起。',
  voidWhy: '为什么作废',
  voidAct: '作废',
  needed: '请填写',
}

const EN: typeof ZH = {
  title: 'The count',
  none: 'Afterwards three offices each record what they counted, with pictures of the sheets, for everybody to see.',
  standings: {
    few: 'Not complete: three offices record it, each for itself.',
    differ: 'They differ. Compare the sheets together; who mistyped records it again.',
    same: 'Three offices recorded the same.',
  },
  option: 'Option',
  spoiled: 'Not valid',
  on: (day) => `recorded ${day}`,
  sheet: (role, n) => `Sheet ${String(n)} of the ${role}`,
  form: 'Record the count',
  formText: 'As your sheet has it: what you counted yourself, before you compare with anybody.',
  spoiledField: 'How many were not valid',
  role: 'For which office',
  photos: (n) => `Pictures of the sheet (${String(n)})`,
  camera: 'Take a picture',
  gallery: 'From the gallery',
  remove: 'Remove the pictures',
  needsPhoto: 'Take a picture of the sheet, one at least.',
  number: 'A number; 0 where there is none',
  save: 'Record it',
  saved: 'Recorded',
  failed: 'Not kept. Please try again.',
  void: 'Declare it void',
  voidText: 'No more is taken; question and reason stay for everybody to see. To ask again, ask anew.',
  voidWhy: 'Why it is void',
  voidAct: 'Declare it void',
  needed: 'Please fill in',
}

export const y = words(ZH, EN)
