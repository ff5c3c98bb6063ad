import { ListError } from '../../../domain/campaigns/recipient-line.ts'
import { MAX_COLUMNS } from '../list-layout.ts'
import { MAX_LINE_CHARACTERS } from '../list-line.ts'
import { dateText, plainNumber } from './number-format.ts'
import type { Parts } from './parts.ts'
import { createTextReader, unescapeText } from './text.ts'
import type { Workbook } from './workbook.ts'

/** A row of a sheet that holds something. */
export interface SheetRow {
  /** As the spreadsheet numbers it. */
  readonly line: number
  readonly cells: readonly string[]
}

/** As many as a sheet can have in Excel. */
const MAX_ROWS = 1_048_576
/** Cells further to the right are left alone: one more than a list may have, so that its header is refused. */
const MAX_CELLS = MAX_COLUMNS + 1

/** The rows of a sheet, in groups as they are unpacked. Only one group is held. */
export async function* sheetRows(
  parts: Parts,
  path: string,
  workbook: Workbook,
): AsyncIterable<readonly SheetRow[]> {
  let rows: SheetRow[] = []
  for await (const _ of parts.read(
    path,
    createHandlers(workbook, (row) => rows.push(row)),
  )) {
    if (rows.length === 0) continue
    yield rows
    rows = []
  }
}

function createHandlers(workbook: Workbook, onRow: (row: SheetRow) => void) {
  let line = 0
  let cells: string[] = []
  let column = -1
  let type = 'n'
  let isDate = false
  let value: string | undefined
  let isValue = false
  const inline = createTextReader('is', (text) => {
    value = text
  })
  return {
    open(name: string, attributes: Readonly<Record<string, string>>) {
      if (name === 'row') {
        line = Math.max(line + 1, Number(attributes.r) || 0)
        if (line > MAX_ROWS) throw new ListError(`The spreadsheet has more than ${MAX_ROWS} rows.`)
        cells = []
        column = -1
      } else if (name === 'c') {
        column = columnOf(attributes.r) ?? column + 1
        type = attributes.t ?? 'n'
        isDate = workbook.dateStyles[Number(attributes.s)] === true
        value = undefined
      } else if (name === 'v') {
        isValue = true
        value = ''
      } else inline.open(name, attributes)
    },
    text(more: string) {
      if (isValue) value = `${value}${more}`.slice(0, MAX_LINE_CHARACTERS + 1)
      else inline.text(more)
    },
    close(name: string) {
      if (name === 'v') isValue = false
      else if (name === 'c') {
        if (value === undefined || column >= MAX_CELLS) return
        while (cells.length < column) cells.push('')
        cells[column] = cellText(value, type, isDate, workbook)
      } else if (name === 'row') {
        if (cells.some((cell) => cell.trim() !== '')) onRow({ line, cells })
      } else inline.close(name)
    },
  }
}

/** The column of a cell such as "AB12", counted from 0. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}(?=\d)/.exec(reference ?? '')?.[0]
  if (letters === undefined) return undefined
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}

function cellText(value: string, type: string, isDate: boolean, workbook: Workbook): string {
  switch (type) {
    case 's':
      return workbook.texts[Number(value)] ?? ''
    case 'n':
      return isDate ? dateText(value, workbook.from1904) : plainNumber(value)
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE'
    case 'str':
      return unescapeText(value)
    default:
      return value
  }
}
