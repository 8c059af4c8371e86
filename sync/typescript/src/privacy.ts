/**
 * What of a ledger's row everyone may read, what the village's own people, and what the office keeps.
 *
 * Works on the row alone and what is known of names: the same on the phone before it signs and in the importer. It
 * covers names of who is paid, illness and numbers; never who acts, nor the money.
 * Spec: sync/spec/privacy.md. Vectors: sync/vectors/privacy.json.
 */

import { DOUBLE_SURNAMES, findPersonal, hidePersonal, maskPersonal, type PersonalSort } from './personal.ts'

type Row = Readonly<Record<string, unknown>>

/** Fields that say who is paid. */
export const PAID: readonly string[] = ['payee']
/** Fields of running text. */
export const WORDS: readonly string[] = ['subject', 'summary', 'account', 'method', 'project', 'note']
/** Who acts for the village answers for it by name. */
export const ACTS: readonly string[] = ['handler', 'witness', 'approver']

export interface MaskingPolicy {
  readonly names: 'surname' | 'full'
  readonly village: 'surname' | 'full'
  readonly illness: readonly { readonly word: string; readonly category: string }[]
  /** words of the village that are nobody's name */
  readonly plain?: readonly string[]
}

/** What holds where no region has said otherwise. */
export const DEFAULT_POLICY: MaskingPolicy = { names: 'surname', village: 'full', illness: [] }

/** `public` has all fields; the others only those that differ from it. */
export interface MaskedRow {
  readonly public: Record<string, unknown>
  readonly village: Record<string, string>
  readonly original: Record<string, string>
}

/** The three forms of a row. `known` are names on the village's roll; of the policy's `plain`, words that are nobody's
 * name, none that the roll has counts. */
export function maskRow(
  row: Row,
  policy: MaskingPolicy = DEFAULT_POLICY,
  known: ReadonlySet<string> = new Set(),
): MaskedRow {
  const texts = new Map(
    ['voucher', ...PAID, ...WORDS, ...ACTS].flatMap((field) => {
      const text = row[field]
      return typeof text === 'string' ? [[field, text] as const] : []
    }),
  )
  const illness = policy.illness.length === 0 ? USUAL : illnessWith(policy.illness)
  const full = each(texts, (text) => strikePersonal(illness(text)))
  let masked = full
  if (policy.names === 'surname') {
    const plain = new Set(policy.plain?.filter((word) => !known.has(word)))
    const names = [...namesOf(row)].filter((name) => !plain.has(name))
    const acting = namesActing(row)
    masked = each(full, (text, field) => {
      if (ACTS.includes(field)) return text
      const covered = cover(text, names)
      return WORDS.includes(field) ? coverKnown(covered, known, acting) : covered
    })
  }
  const village = policy.village === 'full' ? full : masked
  const kept = each(texts, hidePersonal)
  const differing = (forms: ReadonlyMap<string, string>): Record<string, string> =>
    Object.fromEntries([...forms].filter(([field, text]) => text !== masked.get(field)))
  return {
    public: { ...row, ...Object.fromEntries(masked) },
    village: differing(village),
    original: differing(kept),
  }
}

/** The people whom the row says are paid, but for those who act in it. */
export function namesOf(row: Row): ReadonlySet<string> {
  const acting = namesActing(row)
  return new Set(namesIn(row, PAID).filter((name) => !acting.has(name)))
}

/** The people who handle, witness or approve it. */
export function namesActing(row: Row): ReadonlySet<string> {
  return new Set(namesIn(row, ACTS))
}

/** The names in a field that says who, in order. */
export function findNames(text: string): string[] {
  return strikePersonal(text)
    .split(CUT)
    .flatMap((piece) => {
      const end = piece.replace(END, '')
      const bare = isName(end) ? end : end.replace(BEFORE, '')
      if (isName(bare)) return [bare]
      const at = bare.search(AND)
      const two = at < 0 ? [] : [bare.slice(0, at), bare.slice(at + 1)]
      return two.every(isName) ? two : []
    })
}

/** Whether it is written as a person's name is. */
export function isName(text: string): boolean {
  if (ABROAD.test(text)) return true
  if (NOT_NAMES.has(text) || !NAME.test(text)) return false
  return !(text.length > 2 && FIRM_ENDS.includes(text.slice(-1)))
}

/** The text with a word in the place of every personal number. */
export function strikePersonal(text: string): string {
  const found = findPersonal(text)
  if (found.length === 0) return text
  const characters = Array.from(text)
  for (const { sort, start, end } of found.reverse()) characters.splice(start, end - start, STRUCK[sort])
  return characters.join('')
}

export const STRUCK: Readonly<Record<PersonalSort, string>> = {
  identity: '〔身份证号〕',
  card: '〔银行卡号〕',
  mobile: '〔电话〕',
  landline: '〔电话〕',
}

/** Words of illness and disability, and the category that stands for them. */
function illnessWith(more: MaskingPolicy['illness']): (text: string) => string {
  const category = new Map<string, string>([
    ...ILL.map((word) => [word, '大病'] as const),
    ...DISABLED.map((word) => [word, '残疾'] as const),
    ...more.map((one) => [one.word, one.category] as const),
  ])
  const words = new RegExp([DEGREE, ...byLength([...category.keys()]).map(escape)].join('|'), 'g')
  return (text) => text.replace(words, (found) => category.get(found) ?? '残疾').replace(AGAIN, '$1')
}

function cover(text: string, names: readonly string[]): string {
  return byLength(names).reduce((covered, name) => covered.replaceAll(name, maskPersonal(name, 'name')), text)
}

/** The longest name that begins at each place. So many are quicker looked up than looked for. */
function coverKnown(text: string, known: ReadonlySet<string>, acting: ReadonlySet<string>): string {
  const characters = Array.from(text)
  let covered = ''
  for (let at = 0; at < characters.length;) {
    let size = 1
    for (let most = Math.min(LONGEST, characters.length - at); most >= SHORTEST && size === 1; most--) {
      const name = characters.slice(at, at + most).join('')
      if (known.has(name) && !acting.has(name)) size = most
    }
    const found = characters.slice(at, at + size).join('')
    covered += size === 1 ? found : maskPersonal(found, 'name')
    at += size
  }
  return covered
}

function namesIn(row: Row, fields: readonly string[]): string[] {
  return fields.flatMap((field) => {
    const text = row[field]
    return typeof text === 'string' ? findNames(text) : []
  })
}

type Texts = ReadonlyMap<string, string>

function each(texts: Texts, made: (text: string, field: string) => string): Texts {
  return new Map([...texts].map(([field, text]) => [field, made(text, field)]))
}

/** The longest first: one name may begin another. */
function byLength(words: readonly string[]): string[] {
  return [...words].sort((a, b) => Array.from(b).length - Array.from(a).length || (a < b ? -1 : 1))
}

function escape(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

function listed(words: string): string[] {
  return words.trim().split(/\s+/)
}

/** Of known names in running text. Two characters stand together by chance. */
const [SHORTEST, LONGEST] = [3, 6]
const SURNAMES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢' +
  '姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文' +
  '牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛' +
  '曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏' +
  '席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐洪'
const NAME = new RegExp(`^(?:(?:${DOUBLE_SURNAMES})[\u4e00-\u9fff]{1,2}|[${SURNAMES}][\u4e00-\u9fff]{1,2})$`)
const ABROAD = /^[\u4e00-\u9fff]{1,8}(?:·[\u4e00-\u9fff]{1,8})+$/
const FIRM_ENDS = '店厂站所局社院校司馆场铺坊处部室队村镇乡县市组'
const NOT_NAMES = new Set(
  listed(`
  石油 石化 石材 石料 农户 农民 农资 农机 农行 农信社 安保 安装 安全 金融
  高压 高速 毛竹 马路 路灯 路面 车队 车辆 车主 华为 江河 成本 全村 全体
  全组 安委会 党委会 单位 商户 商店 商铺 党员 党费 党支部 文化 文具 文体 关工委 管委会
  方便 时薪 项目 项目部 应急 应付 应收 和平 易耗品 房租 房东 洪水 洪涝 洪灾 洪峰 简易 顾问
  程序 施工 施工方 施工队 包工 包工头 包装 何人 常务 明细 荣誉 师傅 师生
  官网 封装 谈判 乐队 苗木 苗圃 谷物 米面 麦种 鲁班 华润 康复 温泉
  江西 江苏 安徽 安溪 金华 龙岩 莆田 宁波 宁夏 成都 成员 海南 石狮
  于都 连城 文印社 干部 阳光 万科 万达 高德 白糖 白酒 黄金 黄沙 金属 石灰
  石子 田地 田租 牛羊 钱款 方案 万元 余额 余款 付款 付款人 任务 任职
  严重 邮政`),
)
const CUT = /[、，,;；／/|＋+& \t\u00a0\u3000]+/
const BEFORE = /^(?:付给?|支付给?|收到?|转给?|第?[0-9一二三四五六七八九十]{1,3}组|村民|户主|低保户|五保户|贫困户)+/
const END = /(?:等.*|[（(〔].*|(?<=[\u4e00-\u9fff]{2})[0-9０-９].*|户|家|夫妇|同志|先生|女士|老人)$/
const AND = /[和与及跟]/
const ILL = listed(`
  癌 癌症 肺癌 肝癌 胃癌 肠癌 直肠癌 结肠癌 乳腺癌 宫颈癌 鼻咽癌 食道癌 食管癌
  胰腺癌 甲状腺癌 膀胱癌 前列腺癌 血癌 白血病 尿毒症 肿瘤 恶性肿瘤 淋巴瘤 脑瘤 心脏病
  冠心病 先天性心脏病 心肌梗死 心梗 脑梗 脑梗死 脑出血 脑溢血 中风 糖尿病 高血压 肾衰竭
  肾病 透析 血透 肝硬化 肝炎 乙肝 丙肝 肺结核 结核 结核病 艾滋病 艾滋 梅毒
  红斑狼疮 血友病 帕金森 帕金森病 癫痫 尘肺 尘肺病 慢阻肺 再障 再生障碍性贫血 地中海贫血
  精神病 精神分裂 精神分裂症 抑郁症 躁郁症 自闭症 老年痴呆 痴呆 化疗 放疗 肾移植 肝移植
  器官移植 戒毒 吸毒`)
const DISABLED = listed(`
  瘫痪 偏瘫 脑瘫 截瘫 高位截瘫 失明 盲人 聋哑 聋哑人 聋人 智障 弱智 截肢 肢残
  侏儒症 唐氏 唐氏综合征`)
const SORT_OF_DISABILITY = '(?:视力|听力|言语|肢体|智力|精神|多重)'
const DEGREE =
  `${SORT_OF_DISABILITY}{1,3}(?:残疾)?[一二三四1-4]级(?:残疾)?` +
  `|[一二三四1-4]级${SORT_OF_DISABILITY}(?:残疾)?|${SORT_OF_DISABILITY}残疾`
const AGAIN = /(大病|残疾)(?:[、，,和及兼]?\1)+/g
const USUAL = illnessWith([])
