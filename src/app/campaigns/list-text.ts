import { Buffer } from 'node:buffer'
import { ListError } from '../../domain/campaigns/recipient-line.ts'
import { MAX_LINE_CHARACTERS } from './list-line.ts'

/** Length limit of a line, in bytes. */
const MAX_LINE_BYTES = 64 * MAX_LINE_CHARACTERS

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
/** How much of the beginning says which encoding and line ends a list has. */
const SAMPLE_BYTES = 4_096

/**
 * The lines of a list as text, in groups as its bytes come, without their ends. UTF-8 and UTF-16 with or without a byte order
 * mark; a line that is not UTF-8 is read as Windows-1252, as older spreadsheets save it.
 *
 * @throws ListError where a line never ends, or the bytes are not text
 */
export async function* textLines(bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly string[]> {
  let decode: LineDecoder | undefined
  let sample: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    if (decode !== undefined) {
      yield decode.lines(buffer)
      continue
    }
    sample = Buffer.concat([sample, buffer])
    if (sample.length < SAMPLE_BYTES) continue
    decode = decoderOf(sample)
    yield decode.lines(sample)
  }
  if (decode === undefined) {
    decode = decoderOf(sample)
    yield decode.lines(sample)
  }
  yield decode.end()
}

interface LineDecoder {
  lines(chunk: Buffer): readonly string[]
  end(): readonly string[]
}

function decoderOf(sample: Buffer): LineDecoder {
  if (sample.subarray(0, 2).toString('latin1') === 'PK') {
    throw new ListError('This is a spreadsheet or an archive, not text: send it as XLSX, or save it as CSV.')
  }
  const wide = wideEncodingOf(sample)
  if (wide !== undefined) return wideLines(wide)
  const isOldMac = sample.includes(CARRIAGE_RETURN) && !sample.includes(LINE_FEED)
  return byteLines(isOldMac ? CARRIAGE_RETURN : LINE_FEED)
}

/** UTF-16 by its mark, or by the zeros that plain letters have in it. */
function wideEncodingOf(sample: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const mark = sample.subarray(0, 2).toString('hex')
  if (mark === 'fffe' || (sample.length > 3 && sample[1] === 0 && sample[3] === 0)) return 'utf-16le'
  if (mark === 'feff' || (sample.length > 3 && sample[0] === 0 && sample[2] === 0)) return 'utf-16be'
  return undefined
}

function wideLines(encoding: 'utf-16le' | 'utf-16be'): LineDecoder {
  const decoder = new TextDecoder(encoding)
  let rest = ''
  const split = (text: string): readonly string[] => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    if (rest.length > MAX_LINE_BYTES) throw neverEnds()
    return lines
  }
  return {
    lines: (chunk) => split(decoder.decode(chunk, { stream: true })),
    end: () => [...split(decoder.decode()), rest.replace(/\r$/, '')],
  }
}

function byteLines(lineEnd: number): LineDecoder {
  let rest: Buffer = Buffer.alloc(0)
  let isFirst = true
  const decode = (bytes: Buffer): readonly string[] => {
    const lines = decodeLines(bytes, lineEnd)
    if (!isFirst) return lines
    isFirst = false
    return [withoutMark(lines[0] ?? ''), ...lines.slice(1)]
  }
  return {
    lines(chunk) {
      const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = all.lastIndexOf(lineEnd)
      rest = all.subarray(end + 1)
      if (rest.length > MAX_LINE_BYTES) throw neverEnds()
      return end < 0 ? [] : decode(all.subarray(0, end))
    },
    end: () => (rest.length === 0 ? [] : decode(rest)),
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const windows1252 = new TextDecoder('windows-1252')

function decodeLines(bytes: Buffer, lineEnd: number): string[] {
  const text = tryUtf8(bytes)
  if (text !== undefined) return text.split(String.fromCharCode(lineEnd)).map(withoutReturn)
  const lines: string[] = []
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(lineEnd, start)
    const end = found < 0 ? bytes.length : found
    const line = bytes.subarray(start, end)
    lines.push(withoutReturn(tryUtf8(line) ?? windows1252.decode(line)))
    start = end + 1
  }
  return lines
}

function tryUtf8(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function neverEnds(): ListError {
  return new ListError(`A line never ends: expected at most ${MAX_LINE_CHARACTERS} characters.`)
}
