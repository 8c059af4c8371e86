/** Reads ledgers away from the page. */
import { answerWith } from '../../sheet/answering.ts'
import { parse } from './parse.ts'
import type { Question } from './reader.ts'

answerWith(({ content, period, mask }: Question) => parse(content, period, mask))
