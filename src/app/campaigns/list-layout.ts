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

/** A list has no more columns than this; real ones have some tens. */
export const MAX_COLUMNS = 1_000

/** More digits than a heading has, unless it is a number itself. */
const LOOKS_LIKE_NUMBER = /\d{6}/

/** Where in a line each role and each attribute stands. */
export interface Layout {
  /** How many columns the first line has. */
  readonly width: number
  readonly roles: readonly (readonly [ColumnRole, number])[]
  readonly attributes: readonly (readonly [string, number])[]
  readonly columns: ListColumns
}

/**
 * Reads the first line of a table: the names of its columns, or, where it holds a phone number, the first recipient.
 *
 * @param next the first cell of the line behind it: below a lone heading that says nothing, a number says enough
 * @returns absent where the line says nothing about who a recipient is
 * @throws ListError where it has too many cells
 */
export function findLayout(
  cells: readonly string[],
  next: string | undefined,
  country: Country | undefined,
): { readonly layout: Layout; readonly isHeader: boolean } | undefined {
  const names = namesOf(cells)
  if (names.length > MAX_COLUMNS) {
    throw new ListError(`The list has ${names.length} columns: expected at most ${MAX_COLUMNS}.`)
  }
  const columns = assignColumns(names)
  if (namesRecipients(columns)) return { layout: layoutOf(names, columns), isHeader: true }
  const isNumber = (cell: string) => 'phone' in readPhone(plainCell(cell), country)
  const phoneAt = names.findIndex(isNumber)
  if (phoneAt >= 0) {
    const numbered = names.map((_, index) => `column ${index + 1}`)
    const ignored = numbered.filter((_, index) => index !== phoneAt)
    const headless = { used: { phone: numbered[phoneAt] ?? '' }, attributes: [], ignored }
    return { layout: layoutOf(numbered, headless), isHeader: false }
  }
  const [name = ''] = names
  if (names.length > 1 || next === undefined || LOOKS_LIKE_NUMBER.test(name) || !isNumber(next)) {
    return undefined
  }
  return { layout: layoutOf(names, { used: { phone: name }, attributes: [], ignored: [] }), isHeader: true }
}

/** What the cells of a line are read as. */
export function writtenLine(cells: readonly string[], layout: Layout): WrittenLine {
  const fields: Partial<Record<ColumnRole, string>> = {}
  for (const [role, index] of layout.roles) fields[role] = plainCell(cells[index] ?? '')
  const attributes: Record<string, string> = {}
  for (const [name, index] of layout.attributes) {
    const cell = plainCell(cells[index] ?? '')
    if (cell !== '') attributes[name] = cell
  }
  return { fields, attributes }
}

/** Why a line that names no column cannot begin a list. */
export function noColumns(cells: readonly string[]): ListError {
  const shown = namesOf(cells)
    .slice(0, 8)
    .map((name) => JSON.stringify(name.slice(0, 40)))
  return new ListError(
    `The first line names no column that says who a recipient is: ${shown.join(', ')}. Expected phone, message_id, ` +
      'submitted_message_id or reference, or a name such as "Mobile" or "WhatsApp Number".',
  )
}

export function isBlankLine(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

function namesOf(cells: readonly string[]): readonly string[] {
  return cells.map((cell) => plainCell(cell).replaceAll(/\s+/g, ' '))
}

function layoutOf(names: readonly string[], columns: ListColumns): Layout {
  return {
    width: names.length,
    roles: COLUMN_ROLES.flatMap((role) => {
      const name = columns.used[role]
      return name === undefined ? [] : [[role, names.indexOf(name)] as const]
    }),
    attributes: columns.attributes.map((name) => [name, names.indexOf(name)] as const),
    columns,
  }
}
