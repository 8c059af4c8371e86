import { expect, test } from 'vitest'
import type { Appeal } from './appeal.ts'
import { ALIKE, likeness, pairs, similar } from './similar.ts'

/** What the demo's squares hold, all of one category here: the harder case. */
const RAISED = [
  ['路灯维修费为什么付了两次', '账上有两笔路灯维修材料，日子挨得很近，想知道是不是同一批。'],
  ['老人食堂周末不开饭', '我家两位老人周末没处吃饭，能不能周末也开一餐？'],
  ['第五组水沟堵了', '下雨就倒灌到路面，堵的地方在老榕树往下二十米。'],
  ['我们几户没有领到耕地补贴', '公示名单里没有我们四户，田一直在种。'],
  ['公交停了快一年', '老人看病、孩子上学都要搭这班车，什么时候能恢复？'],
  ['那次决议为什么没有公开', '听说开了会也表决了，可是公开栏和手机上都看不到。'],
  ['晒谷场边装一盏太阳能灯', '秋收晒谷要看到晚上，装一盏灯大家都方便。'],
  ['卫生站周末开不开门', '群里有人问：老人周末要量血压，卫生站开不开门？'],
  ['安置房屋顶漏水，一直没有人来修', '去年从山上搬下来，安置房一下雨就漏，床都湿了。'],
  ['修路的工钱好像算了两次', '同一段路，两个月的账上都有工钱。'],
] as const
/** What another villager would write of the same thing, by its place above. */
const AGAIN: readonly (readonly [string, number])[] = [
  ['路灯维修付了两次钱', 0],
  ['路灯的维修材料怎么买了两批', 0],
  ['老人食堂周末能不能开饭', 1],
  ['周末老人没处吃饭', 1],
  ['五组的水沟堵了没人通', 2],
  ['老榕树下面水沟堵了，下雨倒灌', 2],
  ['耕地补贴没有领到', 3],
  ['我家没领到耕地补贴，名单里没有', 3],
  ['公交车停了一年了', 4],
  ['公交停了，孩子上学怎么办', 4],
  ['决议没有公开出来', 5],
  ['开会表决的决议手机上看不到', 5],
  ['晒谷场装个灯吧', 6],
  ['卫生站周末不开门', 7],
  ['安置房漏水没人修', 8],
  ['屋顶漏水，下雨床都湿了', 8],
  ['修路工钱算了两次', 9],
]
/** What is about something else. */
const OTHER = [
  '自来水这几天没有了',
  '狗咬了人谁来管',
  '村口的桥栏杆断了',
  '合作医疗怎么交费',
  '垃圾桶满了没人倒',
  '山林的租金什么时候发',
  '宽带装不上',
  '养老金少发了一个月',
  '邻居盖房占了我家的地',
  '祠堂修缮的捐款名单',
  '小学旁边车开得太快',
  '高音喇叭早上太吵',
]

const appeals = RAISED.map(([title, text], n) => ({ scope: 'square/1', id: `a${n}`, title, text, place: '', category: 'other' })) as unknown as Appeal[] // prettier-ignore

test('of the same thing said again all but one are found first, and of something else nothing is', () => {
  const missed = AGAIN.filter(([words, at]) => similar(appeals, words, 'other')[0]?.id !== `a${at}`)
  const wrong = OTHER.filter((words) => similar(appeals, words, 'other').length > 0)
  expect({ missed: missed.map(([words]) => words), wrong }).toEqual({ missed: ['晒谷场装个灯吧'], wrong: [] })
})

test('only of the category, three at most, and nothing of a word or two', () => {
  expect(similar(appeals, '老人食堂周末不开饭', 'subsidy')).toEqual([])
  expect(similar(appeals, '老人食堂周末不开饭', '').map((one) => one.id)).toContain('a1')
  expect(similar(appeals, '老人', 'other')).toEqual([])
  const many = Array.from({ length: 9 }, (_, n) => ({ ...appeals[1]!, id: `m${n}` }))
  expect(similar(many, '老人食堂周末不开饭', 'other')).toHaveLength(3)
})

test('marks, spaces, width and case make no difference; the order of the two neither', () => {
  expect(pairs('三０６ 路，ＡＢ！')).toEqual(pairs('三06路ab'))
  const [a, b] = [pairs('老人食堂周末不开饭'), pairs('食堂周末开饭')]
  expect(likeness(a, b)).toBe(likeness(b, a))
  expect(likeness(a, a)).toBe(1)
  expect(likeness(a, pairs(''))).toBe(0)
  expect(ALIKE).toBeGreaterThan(0)
})

test('of ten thousand the three most alike are shown', () => {
  const many = Array.from({ length: 10_000 }, (_, n) => ({ ...appeals[n % appeals.length]!, id: `n${n}` }))
  expect(similar(many, '老人食堂周末开饭', 'other').map((one) => Number(one.id.slice(1)) % 10)).toEqual([1, 1, 1])
})
