/**
 * A statement as one long picture, for a chat: 1080 px wide, so that it reads on any phone without being enlarged.
 *
 * It is painted twice by the same walk down the page, first on nothing, to learn how long it is. Always dark on paper,
 * whatever the phone's colours: it leaves the phone.
 */
import encodeQR from 'qr'
import { day, period, yuan } from '../../text/format.ts'
import { fen, type Part } from '../../sheet/sums.ts'
import { proofText, reviewText } from './say.ts'
import type { Statement } from './statement.ts'
import { t } from './text.ts'

export const WIDTH = 1080
const SIDE = 64
const INNER = WIDTH - 2 * SIDE
const HEAD = 300

const INK = '#1c1a17'
const QUIET = '#4d4738'
const PAPER = '#fffefa'
const RULE = '#d9d2bf'
const GRAIN = '#efc65f'
const FURROW = '#d9a437'
const SEAL = '#a81c17'

/** The faces in which the app writes. */
export interface Faces {
  readonly serif: string
  readonly sans: string
}

/** The picture as the bytes of a PNG. Throws where the phone has no canvas to draw on. */
export async function drawPicture(it: Statement, faces: Faces): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = WIDTH
  canvas.height = Math.ceil(paint(pen(canvas), it, faces))
  paint(pen(canvas), it, faces)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png')
  })
}

function pen(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas')
  return context
}

/** Walks down the page; how far it came. */
function paint(on: CanvasRenderingContext2D, it: Statement, faces: Faces): number {
  on.fillStyle = PAPER
  on.fillRect(0, 0, WIDTH, on.canvas.height)
  on.textBaseline = 'alphabetic'
  const page = new Page(on, faces)
  page.head(it)
  if (it.entries.length > 0) {
    page.total(t().income, it.sums.in)
    page.total(t().spending, it.sums.out)
    page.total(t().rest, it.sums.in - it.sums.out, true)
    page.words(t().lines(it.entries.length, it.receipts), 32, QUIET)
    page.bars(t().out, it.outs, true)
    page.bars(t().in, it.ins, false)
    page.items(it)
  } else if (it.summary !== '') page.words(it.summary, 38, INK)
  if (it.review) page.review(it, reviewText(it.review, it.entries.length))
  page.code(it)
  return page.y
}

class Page {
  y = 0
  readonly #on: CanvasRenderingContext2D
  readonly #faces: Faces

  constructor(on: CanvasRenderingContext2D, faces: Faces) {
    this.#on = on
    this.#faces = faces
  }

  head(it: Statement): void {
    const on = this.#on
    on.fillStyle = GRAIN
    on.fillRect(0, 0, WIDTH, HEAD)
    on.strokeStyle = FURROW
    on.lineWidth = 3
    on.globalAlpha = 0.5
    for (let y = 10; y < HEAD + 90; y += 20) {
      on.beginPath()
      for (let x = 0; x <= WIDTH; x += 12) on.lineTo(x, y - x * 0.08 + Math.sin(x / 55 + y) * 3)
      on.stroke()
    }
    on.globalAlpha = 1
    on.fillStyle = PAPER
    on.fillRect(0, HEAD, WIDTH, 100)
    this.#seal(WIDTH - SIDE - 150, 64, 150, t().public)
    this.y = 74
    this.#lines(it.village, `700 72px ${this.#faces.serif}`, INK, INNER - 190, 84)
    this.#lines(it.title, `600 44px ${this.#faces.serif}`, INK, INNER - 190, 58)
    this.#lines(period(it.period), `400 34px ${this.#faces.sans}`, INK, INNER - 190, 46)
    this.y = HEAD + 40
  }

  /** A word at the left, a sum at the right; the last under a double rule, as a ledger is closed. */
  total(word: string, sum: number, last = false): void {
    this.#pair(word, `400 38px ${this.#faces.sans}`, `${yuan(sum)} ${t().yuan}`, `700 52px ${this.#faces.serif}`, 74)
    const on = this.#on
    on.fillStyle = last ? INK : RULE
    on.fillRect(SIDE, this.y, INNER, 2)
    if (last) on.fillRect(SIDE, this.y + 7, INNER, 2)
    this.y += last ? 30 : 8
  }

  words(text: string, size: number, colour: string): void {
    this.#lines(text, `400 ${String(size)}px ${this.#faces.sans}`, colour, INNER, size * 1.5)
  }

  /** Classes, each with its bar: filled for what came in, hatched for what went out, as everywhere in the app. */
  bars(title: string, parts: readonly Part[], hatched: boolean): void {
    if (parts.length === 0) return
    this.#title(title)
    const top = Math.max(1, ...parts.map((part) => part.fen))
    for (const part of parts) {
      const face = `600 36px ${this.#faces.serif}`
      this.#pair(part.label, `400 34px ${this.#faces.sans}`, yuan(part.fen), face, 50)
      this.#bar(Math.max(6, (part.fen / top) * INNER), hatched)
      this.y += 44
    }
  }

  items(it: Statement): void {
    if (it.items.length === 0) return
    this.#title(t().largest)
    for (const one of it.items) {
      const face = `700 38px ${this.#faces.serif}`
      this.#pair(String(one['summary']), `500 36px ${this.#faces.sans}`, yuan(fen(one)), face, 50)
      const rest = [day(String(one['date'])), one['payee'], one['subject']].filter(Boolean).map(String).join(' · ')
      this.#lines(rest, `400 30px ${this.#faces.sans}`, QUIET, INNER, 42)
      this.#on.fillStyle = RULE
      this.#on.fillRect(SIDE, this.y + 4, INNER, 1)
      this.y += 14
    }
  }

  review({ review }: Statement, text: string): void {
    this.#title(t().review)
    const seals = review?.seals ?? []
    for (const [i, { role }] of seals.entries()) this.#seal(SIDE + i * 120, this.y, 100, t().stamps[role] ?? '')
    this.y += 116
    this.words(text, 34, INK)
  }

  /** The code that opens it, and where in the ledger it stood. */
  code(it: Statement): void {
    const on = this.#on
    const size = 300
    this.y += 30
    on.fillStyle = INK
    on.fillRect(SIDE, this.y, INNER, 3)
    this.y += 34
    const top = this.y
    const rows = encodeQR(it.address, 'raw', { ecc: 'medium', border: 2 })
    const cell = Math.floor(size / rows.length)
    on.fillStyle = INK
    for (const [y, row] of rows.entries()) {
      for (const [x, dark] of row.entries()) if (dark) on.fillRect(SIDE + x * cell, top + y * cell, cell, cell)
    }
    const left = SIDE + size + 36
    const room = WIDTH - SIDE - left
    this.#lines(t().scan, `700 40px ${this.#faces.serif}`, INK, room, 56, left)
    this.#lines(t().offline, `400 32px ${this.#faces.sans}`, INK, room, 46, left)
    this.y += 8
    for (const text of proofText(it).split(' · ').concat(t().masked)) {
      this.#lines(text, `400 28px ${this.#faces.sans}`, QUIET, room, 40, left)
    }
    this.y = Math.max(this.y, top + size) + 48
  }

  #title(text: string): void {
    this.y += 38
    this.#lines(text, `700 44px ${this.#faces.serif}`, INK, INNER, 66)
    this.y += 6
  }

  #bar(width: number, hatched: boolean): void {
    const on = this.#on
    on.save()
    on.beginPath()
    on.rect(SIDE, this.y, width, 20)
    on.clip()
    on.fillStyle = GRAIN
    if (!hatched) on.fillRect(SIDE, this.y, width, 20)
    on.strokeStyle = INK
    on.lineWidth = 4
    for (let x = SIDE - 20; hatched && x < SIDE + width; x += 11) {
      on.beginPath()
      on.moveTo(x, this.y + 20)
      on.lineTo(x + 20, this.y)
      on.stroke()
    }
    on.restore()
    on.strokeStyle = INK
    on.lineWidth = 2
    on.strokeRect(SIDE, this.y, width, 20)
  }

  /** Up to four signs in a red square, read from the top right down. */
  #seal(x: number, y: number, size: number, text: string): void {
    const on = this.#on
    on.fillStyle = SEAL
    on.fillRect(x, y, size, size)
    on.strokeStyle = PAPER
    on.lineWidth = size / 44
    on.strokeRect(x + size * 0.08, y + size * 0.08, size * 0.84, size * 0.84)
    on.fillStyle = PAPER
    on.textAlign = 'center'
    on.textBaseline = 'middle'
    on.font = `700 ${String(size * 0.38)}px ${this.#faces.serif}`
    for (const [i, sign] of Array.from(text).slice(0, 2).entries()) {
      on.fillText(sign, x + size / 2, y + size * (0.3 + 0.4 * i))
    }
    on.textAlign = 'left'
    on.textBaseline = 'alphabetic'
  }

  /** Words that may take several lines at the left of a sum that never does. */
  #pair(words: string, wordsFace: string, sum: string, sumFace: string, high: number): void {
    const on = this.#on
    on.font = sumFace
    const width = on.measureText(sum).width
    on.fillStyle = INK
    on.fillText(sum, WIDTH - SIDE - width, this.y + high * 0.76)
    this.#lines(words, wordsFace, INK, INNER - width - 30, high)
  }

  /** Words broken where they must be; at most three lines of them. */
  #lines(text: string, face: string, colour: string, room: number, high: number, left = SIDE): void {
    const on = this.#on
    on.font = face
    on.fillStyle = colour
    for (const line of broken(text, room, (part) => on.measureText(part).width)) {
      on.fillText(line, left, this.y + high * 0.76)
      this.y += high
    }
  }
}

const MOST_LINES = 3

/** A text in lines no wider than there is room: Chinese between any two signs, other words whole. Its end may be left out. */
export function broken(text: string, room: number, widthOf: (part: string) => number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const part of text.match(/[\w.,:/%+-]+\s*|\s+|./gsu) ?? []) {
    if (line !== '' && widthOf(line + part.trimEnd()) > room) {
      if (lines.length === MOST_LINES - 1) return [...lines, `${line.trimEnd().slice(0, -1)}…`]
      lines.push(line.trimEnd())
      line = ''
    }
    line += part
  }
  return [...lines, line.trimEnd()]
}
