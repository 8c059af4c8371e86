/** The words of receipts that are taken along. */
import { words } from '../../text/words.svelte.ts'

export const t = words(
  {
    title: '没有网也看票据',
    count: (all: number, here: number) => `票据图片 ${all} 张，这部手机上已有 ${here} 张。`,
    ask: '存到手机上',
    asking: '正在问有多大',
    plan: (n: number, size: string) => `还要下载 ${n} 张，共 ${size}。`,
    metered: '这部手机现在走流量。有无线网时再下，就不花流量。',
    get: (size: string) => `下载（${size}）`,
    getMetered: (size: string) => `用流量下载（${size}）`,
    later: '先不下',
    getting: '正在下载票据',
    stay: '请先留在这一页。停下或断了网，下好的都留着。',
    stop: '停下',
    cut: '网断了，下好的都留着，有网时接着下。',
    noNetwork: '现在连不上网，有网时再下。',
    full: '这部手机放不下了。先腾出一些地方，再接着下。',
    goOn: '接着下载',
    notThere: (n: number) => `${n} 张的图片还没有传到村里，过几天再来看看。`,
    done: (size: string) => `都在这部手机上，共 ${size}，没有网也打得开。`,
    remove: '从手机上删掉',
    here: '票据在这部手机上',
  },
  {
    title: 'Receipts without network',
    count: (all: number, here: number) =>
      `${all} ${all === 1 ? 'picture' : 'pictures'} of receipts, ${here} of them on this phone.`,
    ask: 'Keep them on this phone',
    asking: 'Asking how large they are',
    plan: (n: number, size: string) => `${n} ${n === 1 ? 'picture' : 'pictures'} to fetch, ${size}.`,
    metered: 'This phone is on mobile data. On Wi-Fi it would cost none.',
    get: (size: string) => `Fetch them (${size})`,
    getMetered: (size: string) => `Fetch them over mobile data (${size})`,
    later: 'Not now',
    getting: 'Fetching receipts',
    stay: 'Stay on this page meanwhile. If it is stopped or cut, what has come is kept.',
    stop: 'Stop',
    cut: 'The network was cut. What has come is kept; go on when there is a network.',
    noNetwork: 'There is no network now. Try again when there is.',
    full: 'This phone is full. Make some room, then go on.',
    goOn: 'Go on',
    notThere: (n: number) =>
      n === 1
        ? 'One picture has not reached the village yet. Look again in some days.'
        : `${n} pictures have not reached the village yet. Look again in some days.`,
    done: (size: string) => `All are on this phone, ${size}, and open without network.`,
    remove: 'Remove them from this phone',
    here: 'receipt on this phone',
  },
)
