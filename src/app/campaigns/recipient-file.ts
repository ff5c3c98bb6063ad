import type { Readable } from 'node:stream'
import { assignColumns, type ListColumns, uniteColumns } from '../../domain/campaigns/list-columns.ts'
import { type ListFormat, writtenLineOf } from '../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { createCsvReader } from './csv-list.ts'
import { LINE_TOO_LONG, MAX_LINE_CHARACTERS, type ReadLine } from './list-line.ts'
import { textLines } from './list-text.ts'
import { xlsxLines } from './xlsx-list.ts'

/** A list as it is read. */
export interface RecipientList {
  /** Its lines, in groups as its bytes come, in memory that does not grow with it. Rejects with ListError where it is not a list. */
  readonly lines: AsyncIterable<readonly ReadLine[]>
  /** What became of its columns, as far as it was read. */
  columns(): ListColumns
}

/** How many sets of fields of an NDJSON list are kept apart. */
const MAX_LAYOUTS = 200
const NO_COLUMNS: ListColumns = { used: {}, attributes: [], ignored: [] }

/**
 * Opens a list of recipients.
 *
 * @param country where phone numbers without a country code are from; a list without a header is known by its numbers
 */
export function openList(bytes: Readable, format: ListFormat, country?: Country): RecipientList {
  switch (format) {
    case 'csv':
      return openCsv(bytes, country)
    case 'ndjson':
      return openNdjson(bytes)
    case 'xlsx':
      return openXlsx(bytes, country)
  }
}

function openXlsx(bytes: Readable, country: Country | undefined): RecipientList {
  let columns = NO_COLUMNS
  const lines = xlsxLines(bytes, country, (found) => {
    columns = found
  })
  return { lines, columns: () => columns }
}

function openCsv(bytes: Readable, country: Country | undefined): RecipientList {
  const reader = createCsvReader(country)
  async function* read(): AsyncIterable<readonly ReadLine[]> {
    for await (const lines of textLines(bytes)) yield reader.read(lines)
    yield reader.end()
  }
  return { lines: read(), columns: () => reader.columns() ?? NO_COLUMNS }
}

function openNdjson(bytes: Readable): RecipientList {
  const layouts = new Map<string, ListColumns>()
  let line = 0
  /** Most lines have the fields of the one before. */
  const columnsOf = (fields: readonly string[]): ListColumns => {
    const key = fields.join('\0')
    const known = layouts.get(key)
    if (known !== undefined) return known
    const columns = assignColumns(fields)
    if (layouts.size < MAX_LAYOUTS) layouts.set(key, columns)
    return columns
  }
  const readText = (text: string): ReadLine[] => {
    line += 1
    if (text.trim() === '') return []
    if (text.length > MAX_LINE_CHARACTERS) return [{ line, problem: LINE_TOO_LONG }]
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return [{ line, problem: 'The line is not JSON: expected one JSON object on each line.' }]
    }
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    const written = writtenLineOf(value, isObject ? columnsOf(Object.keys(value as object)) : undefined)
    return [typeof written === 'string' ? { line, problem: written } : { line, value: written }]
  }
  async function* read(): AsyncIterable<readonly ReadLine[]> {
    for await (const lines of textLines(bytes)) yield lines.flatMap(readText)
  }
  return { lines: read(), columns: () => uniteColumns([...layouts.values()]) }
}
