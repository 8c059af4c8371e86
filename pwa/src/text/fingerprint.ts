/** A long key said in a few characters that two people can compare over the phone. */

/**
 * The first 256 characters of the Thousand Character Classic, all different, known to every reader: one per byte.
 * Eight of them are 64 bits: enough to notice another key, not enough to replace checking signatures.
 */
const CLASSIC =
  '天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔龙师火帝鸟官人皇始制文字乃服衣裳推位让国有虞陶唐吊民伐罪周发殷汤坐朝问道垂拱平章爱育黎首臣伏戎羌遐迩一体率宾归王鸣凤在竹白驹食场化被草木赖及万方盖此身发四大五常恭惟鞠养岂敢毁伤女慕贞洁男效才良知过必改得能莫忘罔谈彼短靡恃己长信使可覆器欲难量墨悲丝染诗赞羔羊景行维贤克念作圣德建名立形端表正空谷传声虚堂习听祸因恶积福缘善庆尺璧非宝寸阴是竞资父事君曰严与敬孝当竭力忠则尽命临深履薄夙兴'

export const WORDS: readonly string[] = [...new Set(CLASSIC)].slice(0, 256)

/** Eight characters in two groups for any bytes of at least eight. */
export function fingerprintWords(bytes: Uint8Array): string {
  const words = Array.from(bytes.slice(0, 8), (byte) => WORDS[byte] ?? '')
  return `${words.slice(0, 4).join('')} ${words.slice(4).join('')}`
}

/** The same bytes for readers without Chinese: four groups of four hex digits. */
export function fingerprintHex(bytes: Uint8Array): string {
  const hex = Array.from(bytes.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.match(/.{4}/g)?.join(' ') ?? ''
}

/** What the mark is made of: SHA-256 of the key's text. */
export async function fingerprint(vkey: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(vkey)))
}

/** The first twelve hex digits of a signed head's root, in groups of four: what the notice-board shows of it too. */
export function headCode(checkpoint: string | null): string {
  const root = atob(checkpoint?.split('\n')[2] ?? '')
  const hex = Array.from(root.slice(0, 6), (sign) => sign.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  return hex.replace(/(.{4})(?=.)/g, '$1 ')
}
