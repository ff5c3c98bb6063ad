import type { ListColumns } from '../../domain/campaigns/list-columns.ts'
import { ListError } from '../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { guessSeparator, readRecord, type Separator, separatorLine } from './csv-cells.ts'
import { findLayout, isBlankLine, type Layout, noColumns, writtenLine } from './list-layout.ts'
import { LINE_TOO_LONG, MAX_LINE_CHARACTERS, type ReadLine } from './list-line.ts'

const MORE_CELLS =
  'The line has more cells than the first line has columns: put a cell that holds the separator into quotes.'

/** More blank lines than this are not looked through for a header. */
const MAX_BLANK_LINES = 1_000

/** How the lines of a list are read. */
interface Dialect {
  readonly separator: Separator
  readonly layout: Layout
}

/** Reads a CSV in whatever dialect, as its lines come. */
export interface CsvReader {
  /** @throws ListError where it is not a list of recipients */
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
  let dialect: Dialect | undefined
  let waiting: readonly string[] = []
  let line = 0

  const read = (more: readonly string[], isComplete: boolean): readonly ReadLine[] => {
    let lines = waiting.length === 0 ? more : [...waiting, ...more]
    waiting = []
    if (dialect === undefined) {
      // Blank lines in front are counted, not kept: there may be millions of them.
      const blank = lines.findIndex((one) => one.trim() !== '')
      line += blank < 0 ? lines.length : blank
      lines = blank < 0 ? [] : lines.slice(blank)
      const start = layOut(lines, isComplete, country)
      if (start === undefined) {
        waiting = lines
        return []
      }
      dialect = start.dialect
      line += start.skipped
      lines = lines.slice(start.skipped)
    }
    return readLines(lines, dialect, isComplete)
  }
  const readLines = (
    lines: readonly string[],
    { separator, layout }: Dialect,
    isComplete: boolean,
  ): readonly ReadLine[] => {
    const read: ReadLine[] = []
    for (let index = 0; index < lines.length; ) {
      const record = readRecord(lines, index, separator, isComplete)
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
        read.push(readCells(record.cells, first, layout))
      index += used
      line += used
    }
    return read
  }
  return {
    read: (lines) => read(lines, false),
    end() {
      const rest = read([], true)
      if (dialect === undefined)
        throw new ListError(
          'The list is empty: expected a line of column names, then one line for each recipient.',
        )
      return rest
    },
    columns: () => dialect?.layout.columns,
  }
}

function readCells(cells: readonly string[], line: number, layout: Layout): ReadLine {
  if (!isBlankLine(cells.slice(layout.width))) return { line, problem: MORE_CELLS }
  return { line, value: writtenLine(cells, layout) }
}

/** Reads the header; absent while its line, or what shows that it is none, has not come. */
function layOut(
  lines: readonly string[],
  isComplete: boolean,
  country: Country | undefined,
): { readonly dialect: Dialect; readonly skipped: number } | undefined {
  if (lines.length === 0) return undefined
  const declared = separatorLine(lines[0] ?? '')
  const at = declared === undefined ? 0 : lines.findIndex((line, index) => index > 0 && line.trim() !== '')
  if (at < 0) {
    if (lines.length > MAX_BLANK_LINES) throw new ListError('Behind "sep=" there are only blank lines.')
    return undefined
  }
  const header = lines[at] ?? ''
  const separator = declared ?? guessSeparator(header)
  const record = readRecord(lines, at, separator, isComplete)
  if (record === undefined) return undefined
  if ('problem' in record) throw new ListError(`The first line cannot be read. ${record.problem}`)
  const { cells } = record
  const next = lines.slice(at + record.lines).find((line) => line.trim() !== '')
  const found = findLayout(cells, next, country)
  if (found !== undefined) {
    const { layout, isHeader } = found
    return { dialect: { separator, layout }, skipped: isHeader ? at + record.lines : at }
  }
  if (cells.length === 1 && next === undefined && !isComplete) return undefined
  throw noColumns(cells)
}
