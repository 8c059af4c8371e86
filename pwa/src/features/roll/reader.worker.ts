/** Reads rolls away from the page. */
import { answerWith } from '../../sheet/answering.ts'
import { parse } from './parse.ts'
import type { Question } from './reader.ts'

answerWith(({ content, villages }: Question) => parse(content, villages))
