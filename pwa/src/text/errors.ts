/** What the person reads when something was refused: one sentence per code of the protocol, saying what to do next. */
import { words } from './words.svelte.ts'

export type Detail = Readonly<Record<string, unknown>>

const n = (detail: Detail, name: string): string => (typeof detail[name] === 'number' ? String(detail[name]) : '?')

const sorts = words<Record<string, string>>(
  { identity: '身份证号', card: '银行卡号', mobile: '手机号', landline: '电话号码', other: '个人号码' },
  {
    identity: 'an identity number',
    card: 'a bank card number',
    mobile: 'a mobile number',
    landline: 'a phone number',
    other: 'a personal number',
  },
)

/** A sort of personal number (sync/spec/personal.md), as it is said within a sentence. */
export function sortText(sort: unknown): string {
  return sorts()[String(sort)] ?? sorts()['other'] ?? ''
}

const offices = words<Record<string, string>>(
  { supervisor: '监委会', cadre: '驻村干部' },
  { supervisor: 'the supervisory committee', cadre: 'the resident cadre' },
)

const sentences = words<Record<string, (d: Detail) => string>>(
  {
    malformed: () => '这条内容的格式不对，没有被收下。请更新应用后重写。',
    bad_signature: () => '签名对不上，没有被收下。请重新登记这部手机。',
    unknown_device: () => '村里还不认识这部手机。请用登记码登记。',
    forbidden: () => '您没有办这件事的权限。',
    not_found: () => '没有找到，也可能您不能看。',
    unknown_region: () => '没有这个村的代码。',
    closed: () => '这条已经了结，不能再改。',
    taken: () => '这个编号已经有人用了，请重写一条。',
    out_of_turn: () => '这一步已有人先办了，或者还没轮到。请看最新的进展。',
    salt_reused: () => '这条内容的编号和先前的一条相同，没有被收下。请重写一条。',
    other_history: () => '这部手机从前核对过的账本，和服务器现在的不是同一本。两份凭据已留在本机，请看警报。',
    too_large: () => '内容太大，收不下。请减少图片或文字。',
    wrong_hash: () => '图片传送中坏了，会重新传。',
    bad_type: () => '这种文件收不下，只收照片和录音。',
    bad_sheet: () => '这个表格读不懂，请用原来的 Excel 文件。',
    invalid: (d) => (typeof d['field'] === 'string' ? `「${d['field']}」填得不对。` : '有一项填得不对。'),
    identifier: (d) => `里面有${sortText(d['sort'])}，公开以后谁都看得到，所以没有收下。请去掉或遮住再写。`,
    bad_code: () => '登记码或户号不对，或者已经用过。',
    bad_passkey: () => '没有验成。请再试一次；这部手机没有通行密钥的，请换有的那部。',
    confirm: () => '这部手机已被停用。这一条在等您用另一部手机确认是您写的。',
    not_signed: (d) => `要${offices()[String(d['need'])] ?? '会审的人'}先看过、签了字，才能办。`,
    late: () => '这一封来得不是时候，手机会自己再送。',
    no_work: () => '服务器这会儿要手机多算一会儿，手机会自己算好再送。',
    bad_token: () => '这张票不是这次投票发的，没有算进去。请打开这次投票再试。',
    step_up: () => '公开、更正和管钥匙的事，要您当面验一下通行密钥才送出。',
    clock_drift: () => '这部手机的时间不准，请校准时间后再试。',
    unknown_record: () => '要改的那一条还没有到村里，稍后再试。',
    wrong_offset: () => '传送断过，正从断处接着传。',
    signed_out: () => '登录已过期，请重新进入。',
    device_revoked: () => '这部手机已被停用。请到村委会重新登记。',
    version_unsupported: () => '应用太旧了，请先更新。',
    slow_down: (d) => `请求太多，请等 ${n(d, 'after_s')} 秒。`,
    unavailable: () => '村里的服务器暂时没有应答，内容留在本机，稍后自动再送。',
    offline: () => '没有网络，没有办成。有网再试。',
  },
  {
    malformed: () => 'The form of this is wrong and it was not accepted. Update the app and write it again.',
    bad_signature: () => 'The signature does not fit. Register this phone again.',
    unknown_device: () => 'The village does not know this phone yet. Register it with a code.',
    forbidden: () => 'You have no right to do this.',
    not_found: () => 'Not found, or not yours to see.',
    unknown_region: () => 'There is no village of this code.',
    closed: () => 'This is closed and cannot be changed.',
    out_of_turn: () => 'Somebody took this step before you, or it is not time for it. See how it stands now.',
    taken: () => 'This number is taken. Write a new one.',
    salt_reused: () => 'This has the number of something said before and was not accepted. Write it again.',
    other_history: () =>
      'The ledger this phone had checked is not the one the server has now. Both statements are kept: see the alarm.',
    too_large: () => 'Too large. Use fewer pictures or less text.',
    wrong_hash: () => 'The picture was damaged on its way and will be sent again.',
    bad_type: () => 'Only photos and recordings are accepted.',
    bad_sheet: () => 'This sheet cannot be read. Use the original Excel file.',
    invalid: (d) =>
      typeof d['field'] === 'string' ? `"${d['field']}" is filled in wrongly.` : 'Something is filled in wrongly.',
    identifier: (d) =>
      `It holds ${sortText(d['sort'])} that everyone would see, so it was not accepted. Take it out or mask it, and write it again.`,
    bad_code: () => 'The code or household number is wrong or was used before.',
    bad_passkey: () => 'That did not work. Try again, or use the phone that has your passkey.',
    confirm: () => 'This phone was turned off. This waits until you say on another phone that it was you.',
    not_signed: (d) => `First ${offices()[String(d['need'])] ?? 'who reviews'} must have examined and signed it.`,
    late: () => 'This came at the wrong time. The phone sends it again by itself.',
    no_work: () => 'The server asks phones to compute longer now. The phone does so and sends it again.',
    bad_token: () => 'This is no token of this poll, so it was not counted. Open the poll and try again.',
    step_up: () => 'To publish, correct or change keys, show that it is you with your passkey. Then it is sent.',
    clock_drift: () => 'The clock of this phone is wrong. Set it and try again.',
    unknown_record: () => 'What this changes has not reached the village yet. Try later.',
    wrong_offset: () => 'The transfer broke off and goes on from there.',
    signed_out: () => 'You are signed out. Sign in again.',
    device_revoked: () => 'This phone was turned off. Register it again at the village office.',
    version_unsupported: () => 'This app is too old. Update it first.',
    slow_down: (d) => `Too many requests. Wait ${n(d, 'after_s')} seconds.`,
    unavailable: () => 'The server does not answer now. This stays on the phone and is sent later.',
    offline: () => 'No network, so it is not done. Try again when there is one.',
  },
)

const unknown = words(
  { text: (code: string) => `没有办成（${code}）。` },
  { text: (code: string) => `It did not work (${code}).` },
)

/** The code of what an act failed with; whatever is no refusal is taken for no network. */
export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : 'offline'
}

/** The sentence for what an act failed with. */
export function failureText(error: unknown): string {
  const detail = (error as { detail?: Detail } | null)?.detail
  return errorText(codeOf(error), detail)
}

/** The sentence for an error code of sync/spec; an unknown code is shown rather than hidden. */
export function errorText(code: string, detail: Detail = {}): string {
  return sentences()[code]?.(detail) ?? unknown().text(code)
}
