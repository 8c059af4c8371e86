/** The words of how a draw is worked out. */
import { words } from '../../text/words.svelte.ts'

const ZH = {
  how: '怎么算的',
  howSteps: [
    '把公布的名单按编号排好，算出一个指纹。名单变一个字，指纹就全变。',
    '把大家手机加的随机数也排好，算出一个指纹。',
    '再加上开奖号码，一起搅成一个种子。开奖以前，谁也不知道种子是什么。',
    '用种子一步一步洗牌，洗完的顺序就是结果。同样的种子，谁洗都一样。',
  ],
  parts: '种子的来历',
  partList: '名单的指纹',
  partValues: '随机数的指纹',
  partResults: '开奖号码',
  partSeed: '种子',
  script: '会用电脑的人，可以用四十行程序另外重算：sync/redraw.py，数据在',
}

const EN: typeof ZH = {
  how: 'How it is worked out',
  howSteps: [
    'The public list is put in order of its ids and hashed. Change a letter, and the hash is another.',
    'What the phones added is put in order and hashed, too.',
    "With the lottery's numbers, all three make a seed. Before the lottery nobody knows it.",
    'The seed shuffles the list step by step. The same seed gives the same order, whoever shuffles.',
  ],
  parts: 'What the seed is made of',
  partList: 'hash of the list',
  partValues: 'hash of what phones added',
  partResults: 'numbers',
  partSeed: 'seed',
  script: 'Forty lines of another program do it again: sync/redraw.py, with the data of',
}

export const h = words(ZH, EN)
