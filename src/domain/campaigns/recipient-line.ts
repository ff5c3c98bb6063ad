import { MAX_ID_CHARACTERS } from '../messages/report.ts'
import { readCountry } from '../phones/country.ts'
import type { Country } from '../phones/numbering-plans.ts'
import { readPhone } from '../phones/read-phone.ts'
import { isPrintable } from '../text/printable.ts'
import { assignColumns, COLUMN_ROLES, type ColumnRole, type ListColumns } from './list-columns.ts'

/** One recipient of a campaign as its sender lists it: at least one of the three is there. */
export interface RecipientLine {
  /** "+" and digits. */
  readonly phone?: string
  /** One or two ids of the one message: WhatsApp's own, and the one under which it was submitted. */
  readonly messageIds: readonly string[]
  /** The sender's own name for the recipient. */
  readonly reference?: string
  /** The other columns of the list, such as name and city. */
  readonly attributes?: Readonly<Record<string, string>>
}

/** The forms in which lists of recipients come. */
export const LIST_FORMATS = ['csv', 'ndjson', 'xlsx'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

/** The form of a list by the name of its file; absent where that says nothing. */
export function listFormatOf(fileName: string): ListFormat | undefined {
  if (/\.(csv|tsv|txt)$/i.test(fileName)) return 'csv'
  if (/\.(ndjson|jsonl)$/i.test(fileName)) return 'ndjson'
  return /\.xls[xm]$/i.test(fileName) ? 'xlsx' : undefined
}

/** A list cannot be read any further. The message says what would be right, and whether anything was taken. */
export class ListError extends Error {
  override readonly name = 'ListError'
}

/** A line of a list that was not taken, and why: one sentence. */
export interface RefusedLine {
  readonly line: number
  readonly reason: string
}

/** How a list is imported. */
export interface ImportOptions {
  /** Where phone numbers without a country code are from. */
  readonly country?: Country | undefined
  /** Called once, before the first line is written: never where nothing is taken. */
  readonly prepare?: () => Promise<void>
  /** Called after each batch. */
  readonly onProgress?: (linesSoFar: number) => void
  /** Called for every line that is refused, about in order. */
  readonly onRefused?: (refused: RefusedLine) => void
}

/** What became of a list. `lines` = inserted + amended + unchanged + refused. */
export interface ImportSummary {
  readonly lines: number
  readonly inserted: number
  /** There already, and now with something that was missing, or another attribute. */
  readonly amended: number
  /** There already. */
  readonly unchanged: number
  readonly refused: number
  /** The first of them. */
  readonly refusedLines: readonly RefusedLine[]
  readonly columns: ListColumns
}

/** The longest reference that is kept. */
const MAX_REFERENCE_CHARACTERS = 256
/** The longest attribute that is kept. */
const MAX_ATTRIBUTE_CHARACTERS = 1_000

/** A line as it is written: what stands in the column of each role, and the other columns by name. */
export interface WrittenLine {
  readonly fields: Readonly<Partial<Record<ColumnRole, unknown>>>
  readonly attributes: Readonly<Record<string, unknown>>
}

/** The fields of a JSON object as a written line, or one sentence that says what is wrong. */
export function writtenLineOf(value: unknown, columns?: ListColumns): WrittenLine | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'The line is not a JSON object: expected {"phone": …, "message_id": …, "reference": …}.'
  }
  const object = value as Readonly<Record<string, unknown>>
  const { used, attributes } = columns ?? assignColumns(Object.keys(object))
  const fields: Partial<Record<ColumnRole, unknown>> = {}
  for (const role of COLUMN_ROLES) {
    const name = used[role]
    if (name !== undefined) fields[role] = object[name]
  }
  return { fields, attributes: Object.fromEntries(attributes.map((name) => [name, object[name]])) }
}

/**
 * Reads one recipient of a list. Fields that are absent, null or blank are not given.
 *
 * @param country where phone numbers without a country code are from; a country in the line itself goes before it
 * @returns the recipient, or one sentence that says what is wrong and what would be right, without the value
 */
export function readRecipientLine(
  { fields, attributes }: WrittenLine,
  country?: Country,
): RecipientLine | string {
  const read = isBlank(fields.phone)
    ? NO_PHONE
    : readPhone(fields.phone, readCountry(fields.country) ?? country)
  if ('problem' in read) return `phone ${read.problem}.`
  const { phone } = read
  const messageIds: string[] = []
  for (const role of ['message_id', 'submitted_message_id'] as const) {
    const id = fields[role]
    if (isBlank(id)) continue
    const problem = problemOfText(role, id, MAX_ID_CHARACTERS)
    if (problem !== undefined) return problem
    if (!messageIds.includes(String(id))) messageIds.push(String(id))
  }
  const reference = isBlank(fields.reference) ? undefined : fields.reference
  const problem =
    reference === undefined ? undefined : problemOfText('reference', reference, MAX_REFERENCE_CHARACTERS)
  if (problem !== undefined) return problem
  if (phone === undefined && messageIds.length === 0 && reference === undefined) {
    return 'The line names nobody: expected at least one of phone, message_id, submitted_message_id, reference.'
  }
  const kept = readAttributes(attributes)
  if (typeof kept === 'string') return kept
  return {
    ...(phone !== undefined && { phone }),
    messageIds,
    ...(reference !== undefined && { reference: String(reference) }),
    ...(kept !== undefined && { attributes: kept }),
  }
}

const NO_PHONE: { readonly phone?: string } = {}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function readAttributes(
  written: WrittenLine['attributes'],
): Readonly<Record<string, string>> | string | undefined {
  let kept: Record<string, string> | undefined
  for (const [name, value] of Object.entries(written)) {
    if (isBlank(value) || typeof value === 'object') continue
    const text = String(value).trim()
    if (text.length > MAX_ATTRIBUTE_CHARACTERS) {
      return `The column ${JSON.stringify(name)} is too long: expected at most ${MAX_ATTRIBUTE_CHARACTERS} characters.`
    }
    if (text.includes('\0') || !text.isWellFormed()) {
      return `The column ${JSON.stringify(name)} holds broken Unicode: expected text.`
    }
    kept ??= {}
    kept[name] = text
  }
  return kept
}

/** What a line is repeated by: the reference, else the message, else the phone number. */
export function identityOf(line: RecipientLine): string {
  if (line.reference !== undefined) return `r${line.reference}`
  const [id] = line.messageIds
  return id === undefined ? `p${line.phone}` : `m${id}`
}

function problemOfText(field: string, value: unknown, maxCharacters: number): string | undefined {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value)
      ? undefined
      : `${field} is a number whose digits are not exact: expected text.`
  }
  if (typeof value !== 'string' || value.trim() === '') return `${field} is not text: expected text.`
  if (value.length > maxCharacters)
    return `${field} is too long: expected at most ${maxCharacters} characters.`
  if (!isPrintable(value))
    return `${field} holds control characters or broken Unicode: expected printable text.`
  return undefined
}
