/** Where something is not on this phone, and it is not known whether there is any: it is being fetched, or cannot be. */
import { words } from './words.svelte.ts'

export const t = words(
  {
    fetching: '正在取',
    fetchingText: '取到就在这里，以后没有网络也能看。',
    notHere: '还没到这部手机',
    notHereText: '联网以后会自己取来，取来以后没有网络也能看。',
  },
  {
    fetching: 'On its way',
    fetchingText: 'It shows here as it comes, and stays for when there is no network.',
    notHere: 'Not on this phone yet',
    notHereText: 'It comes by itself when there is network, and stays readable without.',
  },
)
