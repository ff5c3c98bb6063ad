import { Buffer } from 'node:buffer'
import type { ListColumns } from '../../domain/campaigns/list-columns.ts'
import { ListError } from '../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { findLayout, type Layout, noColumns, writtenLine } from './list-layout.ts'
import { LINE_TOO_LONG, MAX_LINE_CHARACTERS, type ReadLine } from './list-line.ts'
import { openParts, type Parts } from './xlsx/parts.ts'
import { type SheetRow, sheetRows } from './xlsx/sheet-rows.ts'
import { readWorkbook, type Workbook } from './xlsx/workbook.ts'

/** A workbook is held in memory, because its directory is at its end. */
const MAX_WORKBOOK_BYTES = 32 * 1024 * 1024
/** Rows above the header: a title, who made it, the date. */
const MAX_TITLE_ROWS = 10
/** How spreadsheets begin that were saved before 2007, or with a password. */
const OLD_OFFICE = 'd0cf11e0a1b11ae1'

/**
 * The recipients of a workbook: the rows of its first visible sheet that has a column for them.
 *
 * @param onColumns called once, when the header was read
 * @throws ListError where it is not a list of recipients
 */
export async function* xlsxLines(
  bytes: AsyncIterable<Uint8Array>,
  country: Country | undefined,
  onColumns: (columns: ListColumns) => void,
): AsyncIterable<readonly ReadLine[]> {
  const file = await receive(bytes)
  try {
    yield* readLines(file, country, onColumns)
  } catch (error) {
    if (error instanceof ListError) throw error
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new ListError(`The spreadsheet is damaged (${reason}): save it again, or as CSV.`)
  }
}

async function* readLines(
  file: Buffer,
  country: Country | undefined,
  onColumns: (columns: ListColumns) => void,
): AsyncIterable<readonly ReadLine[]> {
  const parts = await openParts(file)
  const workbook = await readWorkbook(parts)
  let problem: ListError | undefined
  for (const sheet of workbook.sheets) {
    const found = await findHeader(parts, sheet, workbook, country)
    if (found instanceof ListError) problem ??= found
    if (found === undefined || found instanceof ListError) continue
    const { layout, from } = found
    onColumns(layout.columns)
    for await (const rows of sheetRows(parts, sheet, workbook)) {
      yield rows.flatMap((row) => (row.line < from ? [] : readRow(row, layout)))
    }
    return
  }
  throw problem ?? new ListError('The spreadsheet is empty: expected a row of column names, then recipients.')
}

/** The layout of a sheet, and where its recipients begin; why it is not a list; or nothing where it is empty. */
async function findHeader(parts: Parts, sheet: string, workbook: Workbook, country: Country | undefined) {
  const rows: SheetRow[] = []
  for await (const more of sheetRows(parts, sheet, workbook)) {
    rows.push(...more)
    if (rows.length > MAX_TITLE_ROWS + 1) break
  }
  const [first] = rows
  for (const [index, row] of rows.slice(0, MAX_TITLE_ROWS + 1).entries()) {
    const next = rows[index + 1]
    const found = findLayout(row.cells, next?.cells[0], country)
    if (found !== undefined) {
      const { layout, isHeader } = found
      return { layout, from: isHeader ? row.line + 1 : row.line }
    }
    // A title has one cell; a row of several that names nobody is the header of something else.
    if (row.cells.filter((cell) => cell.trim() !== '').length > 1) return noColumns(row.cells)
  }
  return first === undefined ? undefined : noColumns(first.cells)
}

/** Cells beside the table, under no heading, are notes and left alone. */
function readRow({ line, cells }: SheetRow, layout: Layout): readonly ReadLine[] {
  const own = cells.slice(0, layout.width)
  const characters = own.reduce((sum, cell) => sum + cell.length, 0)
  if (characters === 0) return []
  if (characters > MAX_LINE_CHARACTERS) return [{ line, problem: LINE_TOO_LONG }]
  return [{ line, value: writtenLine(own, layout) }]
}

async function receive(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.byteLength
    if (size > MAX_WORKBOOK_BYTES) {
      throw new ListError(
        `The spreadsheet is larger than ${MAX_WORKBOOK_BYTES / 1024 / 1024} MB: save it as CSV.`,
      )
    }
    chunks.push(chunk)
  }
  const file = Buffer.concat(chunks)
  if (file.subarray(0, 8).toString('hex') === OLD_OFFICE) {
    throw new ListError(
      'The spreadsheet is of the old kind (.xls) or has a password: save it as .xlsx without one.',
    )
  }
  return file
}
