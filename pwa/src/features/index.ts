/** The features there are. One line each; what is listed here is what the router knows. */
import type { Feature } from '../router.svelte.ts'
import { feature as about } from './about/index.ts'
import { feature as account } from './account/index.ts'
import { feature as appeal } from './appeal/index.ts'
import { feature as carry } from './carry/index.ts'
import { feature as compare } from './compare/index.ts'
import { feature as disclosure } from './disclosure/index.ts'
import { feature as duty } from './duty/index.ts'
import { feature as draw } from './draw/index.ts'
import { feature as estate } from './estate/index.ts'
import { feature as family } from './family/index.ts'
import { feature as inbox } from './inbox/index.ts'
import { feature as know } from './know/index.ts'
import { feature as ledger } from './ledger/index.ts'
import { feature as live } from './live/index.ts'
import { feature as meeting } from './meeting/index.ts'
import { feature as outbox } from './outbox/index.ts'
import { feature as payout } from './payout/index.ts'
import { feature as poll } from './poll/index.ts'
import { feature as power } from './power/index.ts'
import { feature as privacy } from './privacy/index.ts'
import { feature as project } from './project/index.ts'
import { feature as roll } from './roll/index.ts'
import { feature as run } from './run/index.ts'
import { feature as scan } from './scan/index.ts'
import { feature as share } from './share/index.ts'
import { feature as tip } from './tip/index.ts'
import { feature as village } from './village/index.ts'

export const FEATURES: readonly Feature[] = [
  village,
  disclosure,
  appeal,
  ledger,
  account,
  outbox,
  carry,
  roll,
  run,
  project,
  draw,
  live,
  estate,
  poll,
  meeting,
  power,
  duty,
  know,
  scan,
  payout,
  privacy,
  family,
  inbox,
  compare,
  share,
  tip,
  about,
]
