/**
 * Which modules who keeps. What is not named here is for everybody and is kept from the first visit (src/sw.ts).
 * One name a line: a module under src without its ending, a folder (its `index.ts`, the door, is for everybody), or a library.
 */

/** True of a module of the list. */
type Test = (id: string) => boolean

/**
 * What few phones ever want: fetched on first use, then kept. Libraries of a hundred KB, the English words, pages for paper,
 * which stand beside a printer, and what is of no use without network.
 */
export const isRare = anyOf([
  // broadcasts, and what films and plays them
  'hls.js/',
  'src/features/live/',
  'src/device/encoder',
  'src/device/film',
  'src/device/reels',
  'src/device/rungs',
  'src/device/sender',
  'src/device/player',
  'src/device/pace',
  'src/device/list',
  'src/device/media',
  'sync/typescript/src/live',
  // the sheets of accountants, and the templates that a county takes its lists from
  '@e965/xlsx/',
  'src/generated/templates',
  // English
  'src/text/english',
  // paper, and pictures of every screen
  'src/ui/Paper',
  'src/features/share/Papers',
  'src/features/about/Gallery',
  // the desk of the one who keeps a village's roll
  'src/features/roll/Parts',
  // polls and meetings: a phone takes its ballot from the network first
  'src/features/poll/',
  'sync/typescript/src/ballot',
  'sync/typescript/src/blind',
  'sync/typescript/src/poll',
  'src/features/meeting/',
  'sync/typescript/src/meeting',
  // how a draw is told, and how it was drawn
  'src/features/draw/How',
  'src/features/draw/howText',
  'src/features/draw/Announce',
  'src/features/draw/Big',
  'src/features/draw/parse',
  // who read what of oneself, which only a server can tell; being told to look; giving a server back what it lost
  'src/features/privacy/',
  'src/features/inbox/Push',
  'src/features/inbox/pushText',
  'src/replica/regain',
  'src/replica/signatures',
  // inspectors
  'src/features/tip/Desk',
  'src/features/tip/DeskTip',
  'src/features/tip/KeyMake',
  'src/features/tip/KeyBack',
  'src/features/tip/desk',
  'src/text/tips',
  'src/device/openMany',
  'src/device/open.worker',
  // what is had as files of the server
  'src/ui/OpenData',
  'src/features/duty/Coverage',
  'src/features/duty/table',
  'src/text/open',
  // where offices of a county say what all may ask for
  'src/features/know/Desk',
  'src/features/know/Write',
  'src/features/know/Questions',
  'src/features/know/write',
  'src/features/know/deskText',
  'src/features/know/Meeting',
  // invoices that stand in several books
  'src/features/appeal/Matches',
  'src/features/appeal/match',
  'src/features/appeal/matchText',
  // how appeals are handled, set once by who administers a town or county
  'src/features/appeal/Rules',
  'src/features/appeal/rulesText',
  'src/features/appeal/ruling',
  // whole registers out of a sheet, once a year
  'src/features/estate/Import',
  'src/features/estate/Intake',
  'src/features/estate/blank',
  'src/features/estate/columns',
  'src/features/estate/importText',
  'src/features/estate/registers',
])

/**
 * What every phone needs once a day (sealing, sync/spec/tips.md) or once a year (draws, who speaks for whom, entries that
 * are to be explained, meetings about a case), and never to show its first screen: fetched when the app is there and has
 * nothing else to do, and kept. What is rare of these folders is named above.
 */
export const isSeal = anyOf([
  'age-encryption/',
  '@noble/ciphers/',
  '@noble/curves/',
  '@scure/base/',
  'src/device/seal',
  'src/device/argon',
  'src/device/receipt',
  'src/replica/slot',
  'src/replica/tips',
  'sync/typescript/src/tips',
  'src/features/tip/',
  'src/features/family/',
  'src/features/disclosure/explained',
  'src/features/disclosure/Explained',
  'src/ui/Explain',
  'src/features/know/Education',
  'src/features/know/Educations',
  'src/features/know/education',
  'src/features/know/educationText',
  'sync/typescript/src/draw',
  'src/device/ballots',
  'src/replica/ballots',
  'src/features/draw/Draws',
  'src/features/draw/DrawList',
  'src/features/draw/DrawPage',
  'src/features/draw/Check',
  'src/features/draw/Contribute',
  'src/features/draw/Entered',
  'src/features/draw/EntrantList',
  'src/features/draw/Order',
  'src/features/draw/Timeline',
  'src/features/draw/draw',
  'src/features/draw/table',
  'src/features/draw/text',
])

/**
 * Where those who hold an office work: importing, publishing, examining, answering. Their phones keep it too, so that it is
 * there without network; a villager's does not. The screens, and what only they need.
 */
export const isDesk = anyOf([
  'src/features/ledger/',
  'src/features/roll/',
  'src/features/payout/Import',
  'src/features/payout/Preview',
  'src/features/payout/Publish',
  'src/features/payout/Done',
  'src/features/payout/Withdraw',
  'src/features/payout/parse',
  'src/features/payout/plan',
  'src/features/payout/Compared',
  'src/features/payout/compare',
  'src/features/payout/importText',
  'src/features/run/Begin',
  'src/features/run/Say',
  'src/features/appeal/Desk',
  'src/features/appeal/Round',
  'src/features/appeal/RoundOne',
  'src/features/appeal/RoundRow',
  'src/features/appeal/OfficerWays',
  'src/features/appeal/ToIssue',
  'src/features/appeal/ToClue',
  'src/features/appeal/Bulk',
  'src/features/appeal/bulk',
  'src/features/appeal/round',
  'src/features/appeal/reading',
  'src/features/appeal/issue',
  'src/features/appeal/clue',
  'src/features/appeal/PickMember',
  'src/features/appeal/Whose',
  'src/text/issue',
  'src/text/round',
  'src/text/sheet',
  'src/features/project/Begin',
  'src/features/project/Desk',
  'src/features/project/Say',
  'src/features/project/BillSheet',
  'src/features/project/Photos',
  'src/features/project/bill',
  'src/features/project/form',
  'src/features/duty/Publish',
  'src/features/duty/Explain',
  'src/features/duty/Rules',
  'src/features/duty/Items',
  'src/features/duty/Changes',
  'src/features/duty/rulesText',
  'src/features/estate/Act',
  'src/features/estate/Enter',
  'src/features/estate/Many',
  'src/features/estate/Sign',
  'src/features/estate/rents',
  'src/features/draw/Desk',
  'src/features/draw/Enter',
  'src/features/draw/deskText',
  'src/sheet/list',
  'src/sheet/households',
  'src/sheet/pack',
  'src/ui/Hide',
  'src/ui/Decide',
  'src/replica/hide',
  'src/ui/PickFile',
  'src/ui/BadCells',
  'src/ui/Changed',
  'src/ui/Signed',
  'src/ui/Lacking',
  'src/ui/Held',
  'src/ui/VoidForm',
])

function anyOf(names: readonly string[]): Test {
  const plain = (name: string): string => name.replace(/[.]/g, '\\.')
  const one = (name: string): string => (name.endsWith('/') ? `${plain(name)}(?!index\\.ts$)` : `${plain(name)}\\.`)
  const test = new RegExp(`(^|/)(${names.map(one).join('|')})`)
  return (id) => test.test(id)
}
