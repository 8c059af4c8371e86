/** Words of the settings of language, light and size. */
import { names, words } from './words.svelte.ts'

export const t = words(
  {
    size: '字的大小',
    sizes: names({ 100: '标准', 115: '大一点', 130: '大', 150: '很大', 200: '最大' }),
    theme: '明暗',
    themes: names({ auto: '跟手机', light: '白天', dark: '晚上' }),
    lang: '语言',
  },
  {
    size: 'Size of text',
    sizes: names({ 100: 'normal', 115: 'larger', 130: 'large', 150: 'very large', 200: 'largest' }),
    theme: 'Light',
    themes: names({ auto: 'as the phone', light: 'day', dark: 'evening' }),
    lang: 'Language',
  },
)
