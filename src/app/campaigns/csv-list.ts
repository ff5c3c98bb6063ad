import {
  assignColumns,
  COLUMN_ROLES,
  type ColumnRole,
  type ListColumns,
  namesRecipients,
} from '../../domain/campaigns/list-columns.ts'
import { ListError, type WrittenLine } from '../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { readPhone } from '../../domain/phones/read-phone.ts'
import { plainCell } from '../../domain/text/spreadsheet-cell.ts'
import { guessSeparator, readRecord, type Separator, separatorLine } from './csv-cells.ts'
import { LINE_TOO_LONG, MAX_LINE_CHARACTERS, type ReadLine } from './list-line.ts'

/** A list has no more columns than this; real ones have some tens. */
const MAX_COLUMNS = 1_000

const MORE_CELLS =
  'The line has more cells than the first line has columns: put a cell that holds the separator into quotes.'

/** Where in a line each role and each attribute stands. */
interface Layout {
  readonly separator: Separator
  readonly width: number
  readonly roles: readonly (readonly [ColumnRole, number])[]
  readonly attributes: readonly (readonly [string, number])[]
  readonly columns: ListColumns
}

/** Reads a CSV in whatever dialect, as its lines come. */
export interface CsvReader {
  /** @throws ListError where it is no list of recipients */
  read(lines: readonly string[]): readonly ReadLine[]
  /** What is left when the last line has come. */
  end(): readonly ReadLine[]
  /** Absent until the header was read. */
  columns(): ListColumns | undefined
}

/**
 * The first line names the columns; where it holds a phone number instead, the list has no header. `sep=` in front of it, or
 * what the line has most of, is the separator.
 */
export function createCsvReader(country: Country | undefined): CsvReader {
  let layout: Layout | undefined
  let waiting: readonly string[] = []
  let line = 0

  const read = (more: readonly string[], isComplete: boolean): readonly ReadLine[] => {
    let lines = waiting.length === 0 ? more : [...waiting, ...more]
    waiting = []
    if (layout === undefined) {
      const start = layOut(lines, isComplete, country)
      if (start === undefined) {
        waiting = lines
        return []
      }
      layout = start.layout
      line = start.skipped
      lines = lines.slice(start.skipped)
    }
    return readLines(lines, layout, isComplete)
  }
  const readLines = (lines: readonly string[], at: Layout, isComplete: boolean): readonly ReadLine[] => {
    const read: ReadLine[] = []
    for (let index = 0; index < lines.length; ) {
      const record = readRecord(lines, index, at.separator, isComplete)
      if (record === undefined) {
        waiting = lines.slice(index)
        break
      }
      const first = line + 1
      const used = 'cells' in record ? record.lines : 1
      const isLong = (lines[index]?.length ?? 0) > MAX_LINE_CHARACTERS
      if (isLong) read.push({ line: first, problem: LINE_TOO_LONG })
      else if ('problem' in record) read.push({ line: first, problem: record.problem })
      else if (record.cells.length > 1 || record.cells[0]?.trim() !== '')
        read.push(readCells(record.cells, first, at))
      index += used
      line += used
    }
    return read
  }
  return {
    read: (lines) => read(lines, false),
    end() {
      const rest = read([], true)
      if (layout === undefined)
        throw new ListError(
          'The list is empty: expected a line of column names, then one line for each recipient.',
        )
      return rest
    },
    columns: () => layout?.columns,
  }
}

function readCells(cells: readonly string[], line: number, layout: Layout): ReadLine {
  for (let index = layout.width; index < cells.length; index += 1) {
    if (cells[index]?.trim() !== '') return { line, problem: MORE_CELLS }
  }
  const fields: Partial<Record<ColumnRole, string>> = {}
  for (const [role, index] of layout.roles) fields[role] = plainCell(cells[index] ?? '')
  const attributes: Record<string, string> = {}
  for (const [name, index] of layout.attributes) {
    const cell = plainCell(cells[index] ?? '')
    if (cell !== '') attributes[name] = cell
  }
  const value: WrittenLine = { fields, attributes }
  return { line, value }
}

/** Reads the header; absent while its line, or what shows that it is none, has not come. */
function layOut(
  lines: readonly string[],
  isComplete: boolean,
  country: Country | undefined,
): { readonly layout: Layout; readonly skipped: number } | undefined {
  let at = lines.findIndex((line) => line.trim() !== '')
  if (at < 0) return undefined
  const told = separatorLine(lines[at] ?? '')
  if (told !== undefined) at = lines.findIndex((line, index) => index > at && line.trim() !== '')
  if (at < 0) return undefined
  const header = lines[at] ?? ''
  const separator = told ?? guessSeparator(header)
  const record = readRecord(lines, at, separator, isComplete)
  if (record === undefined) return undefined
  if ('problem' in record) throw new ListError(`The first line cannot be read. ${record.problem}`)
  const names = record.cells.map((cell) => plainCell(cell).replaceAll(/\s+/g, ' '))
  if (names.length > MAX_COLUMNS) {
    throw new ListError(`The list has ${names.length} columns: expected at most ${MAX_COLUMNS}.`)
  }
  const columns = assignColumns(names)
  const width = names.length
  if (namesRecipients(columns)) {
    return { layout: layoutOf(separator, names, columns), skipped: at + record.lines }
  }
  const isNumber = (cell: string) => 'phone' in readPhone(plainCell(cell), country)
  const phoneAt = names.findIndex(isNumber)
  if (phoneAt >= 0) {
    const numbered = names.map((_, index) => `column ${index + 1}`)
    const used = { phone: numbered[phoneAt] ?? '' }
    const headless: ListColumns = {
      used,
      attributes: [],
      ignored: numbered.filter((_, index) => index !== phoneAt),
    }
    return { layout: layoutOf(separator, numbered, headless), skipped: at }
  }
  const next = lines.slice(at + record.lines).find((line) => line.trim() !== '')
  if (width === 1 && next === undefined && !isComplete) return undefined
  if (width === 1 && next !== undefined && isNumber(next)) {
    const used = { phone: names[0] ?? '' }
    return {
      layout: layoutOf(separator, names, { used, attributes: [], ignored: [] }),
      skipped: at + record.lines,
    }
  }
  throw noColumns(names)
}

function layoutOf(separator: Separator, names: readonly string[], columns: ListColumns): Layout {
  return {
    separator,
    width: names.length,
    roles: COLUMN_ROLES.flatMap((role) => {
      const name = columns.used[role]
      return name === undefined ? [] : [[role, names.indexOf(name)] as const]
    }),
    attributes: columns.attributes.map((name) => [name, names.indexOf(name)] as const),
    columns,
  }
}

function noColumns(names: readonly string[]): ListError {
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 40)))
  return new ListError(
    `The first line names no column that says who a recipient is: ${shown.join(', ')}. Expected phone, message_id, ` +
      'submitted_message_id or reference, or a name such as "Mobile" or "WhatsApp Number".',
  )
}
