import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { CsvError, parse } from 'csv-parse'
import { LINE_FIELDS, ListError, type ListFormat } from '../../domain/campaigns/recipient-line.ts'

/** One line of a list: what it holds, or why it cannot be read. */
export interface ReadLine {
  /** Counted from 1; a CSV's header is line 1. */
  readonly line: number
  /** An object, where `problem` is absent. */
  readonly value?: unknown
  readonly problem?: string
}

/** Longer lines are refused: a line with every field at its longest has some 3,000 characters. */
const MAX_LINE_CHARACTERS = 16_384

/**
 * Reads a list line by line, in groups as its bytes come, in memory that does not grow with it.
 *
 * @throws ListError where it is not such a list
 */
export function readList(bytes: Readable, format: ListFormat): AsyncIterable<readonly ReadLine[]> {
  return format === 'csv' ? readCsv(bytes) : readNdjson(bytes)
}

async function* readNdjson(bytes: Readable): AsyncIterable<readonly ReadLine[]> {
  const decoder = new StringDecoder('utf8')
  let line = 0
  let rest = ''
  const read = (text: string): ReadLine[] => {
    line++
    if (text.trim() === '') return []
    if (text.length > MAX_LINE_CHARACTERS) return [{ line, problem: tooLong() }]
    try {
      return [{ line, value: JSON.parse(text) }]
    } catch {
      return [{ line, problem: 'The line is not JSON: expected one JSON object on each line.' }]
    }
  }
  for await (const chunk of bytes) {
    const lines = (rest + decoder.write(chunk)).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > 64 * MAX_LINE_CHARACTERS)
      throw new ListError(`Line ${line + 1} never ends: ${tooLong()}`)
    yield lines.flatMap((text, index) => read(line === 0 && index === 0 ? withoutMark(text) : text))
  }
  rest += decoder.end()
  if (rest !== '') yield read(line === 0 ? withoutMark(rest) : rest)
}

async function* readCsv(bytes: Readable): AsyncIterable<readonly ReadLine[]> {
  const known: ReadonlySet<string> = new Set(Object.values(LINE_FIELDS).flat())
  const parser = parse({
    bom: true,
    columns(header: string[]) {
      const names = header.map((name) => name.trim().toLowerCase())
      if (names.some((name) => known.has(name))) return names
      throw new ListError(
        `The first line names none of the columns ${[...known].join(', ')}: a CSV must begin with its column names.`,
      )
    },
    info: true,
    max_record_size: MAX_LINE_CHARACTERS,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  })
  bytes.on('error', (error) => parser.destroy(error))
  bytes.pipe(parser)
  let group: ReadLine[] = []
  try {
    for await (const { record, info } of parser) {
      group.push({ line: info.lines, value: record })
      if (group.length < CSV_GROUP) continue
      yield group
      group = []
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    if (group.length > 0) yield group
    throw new ListError(`Line ${Number(error.lines)} cannot be read as CSV (${error.code}).`, {
      cause: error,
    })
  }
  if (group.length > 0) yield group
}

const CSV_GROUP = 500

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function tooLong(): string {
  return `The line is too long: expected at most ${MAX_LINE_CHARACTERS} characters.`
}
