/** The words of what concerns oneself. */
import { words } from '../../text/words.svelte.ts'

type Names = Readonly<Record<string, string>>
const WHY_ZH: Names = {
  appeal: '办诉求',
  audit: '核对账目',
  payment: '发放款项',
  inspection: '检查',
  court: '司法要求',
}
const WHY_EN: Names = {
  appeal: 'an appeal',
  audit: 'checking accounts',
  payment: 'paying out',
  inspection: 'an inspection',
  court: 'a court',
}

export const t = words(
  {
    title: '谁看过我的资料',
    lead: '名册、办公室留着的账目原样、您只给经办人的诉求：谁看过，哪一天，都记在这里，保留一年。',
    loading: '正在问村里的服务器',
    failed: '现在问不到，请有网的时候再看。',
    none: '还没有人看过。',
    someone: '一位干部',
    roll: '看过有您的村民名册',
    kept: '看过写着您名字的账目原样',
    case: '看过您的诉求',
    opened: (why: string) => `打开了一笔账的原样，原因：${WHY_ZH[why] ?? why}`,
    mine: '我的资料',
    mineText: '把这部手机和服务器上关于您的资料存成一个文件：您的登记、手机、诉求、谁看过。别人的资料不在里面。',
    take: '存成文件',
    packed: '存好了',
    page: '我在晒坝的资料',
    parts: {
      account: '登记',
      devices: '登记过的手机',
      member: '村里的名册',
      appeals: '我的诉求',
      accesses: '谁看过',
    },
    signIn: '登记以后才看得到。',
    register: '去登记',
  },
  {
    title: 'Who read what concerns me',
    lead: 'The roll, what offices keep of accounts, appeals that you gave to the handlers only: who read them and on which day stands here, for a year.',
    loading: 'Asking the server',
    failed: 'It cannot be asked now. Look again when there is a network.',
    none: 'Nobody has read it.',
    someone: 'an official',
    roll: 'read the roll in which you stand',
    kept: 'read originals of accounts that name you',
    case: 'read your appeal',
    opened: (why: string) => `opened the original of an entry for ${WHY_EN[why] ?? why}`,
    mine: 'My data',
    mineText:
      'Save what this phone and the server hold of you as one file: your registration, phones, appeals, who read them. Nothing of anybody else is in it.',
    take: 'Save as a file',
    packed: 'Saved',
    page: 'My data in Shaiba',
    parts: {
      account: 'Registration',
      devices: 'Phones registered',
      member: 'The roll of the village',
      appeals: 'My appeals',
      accesses: 'Who read them',
    },
    signIn: 'Register to see this.',
    register: 'Register',
  },
)
