import { MAX_ID_CHARACTERS } from '../messages/report.ts'
import type { Country } from '../phones/numbering-plans.ts'
import { readPhone } from '../phones/read-phone.ts'
import { isPrintable } from '../text/printable.ts'

/** One recipient of a campaign as its sender lists it: at least one of the three is there. */
export interface RecipientLine {
  /** "+" and digits. */
  readonly phone?: string
  /** One or two ids of the one message: WhatsApp's own, and the one under which it was submitted. */
  readonly messageIds: readonly string[]
  /** The sender's own name for the recipient. */
  readonly reference?: string
}

/** The two forms in which lists of recipients come. */
export type ListFormat = 'csv' | 'ndjson'

/** A list cannot be read any further: nothing behind this point was taken. The message says what would be right. */
export class ListError extends Error {
  override readonly name = 'ListError'
}

/** A line of a list that was not taken, and why: one sentence. */
export interface RefusedLine {
  readonly line: number
  readonly reason: string
}

/** What became of a list. `lines` = inserted + amended + unchanged + refused. */
export interface ImportSummary {
  readonly lines: number
  readonly inserted: number
  /** There already, and now with a message id, phone number or reference that was missing. */
  readonly amended: number
  /** There already. */
  readonly unchanged: number
  readonly refused: number
  /** The first of them. */
  readonly refusedLines: readonly RefusedLine[]
}

/** The longest reference that is kept. */
const MAX_REFERENCE_CHARACTERS = 256

/** What each field may be called; the first is our own name for it. */
export const LINE_FIELDS = {
  phone: ['phone', 'phone_number'],
  message_id: ['message_id', 'whatsapp_message_id'],
  submitted_message_id: ['submitted_message_id'],
  reference: ['reference'],
} as const

/**
 * Reads one recipient from an object of a list. Fields that are absent, null or blank are not given; fields of
 * other names are left alone, since people import what they have.
 *
 * @param country where phone numbers without a country code are from
 * @returns the recipient, or one sentence that says what is wrong and what would be right, without the value
 */
export function readRecipientLine(value: unknown, country?: Country): RecipientLine | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'The line is not a JSON object: expected {"phone": …, "message_id": …, "reference": …}.'
  }
  const given = (names: readonly string[]) => {
    for (const name of names) {
      const field: unknown = (value as Readonly<Record<string, unknown>>)[name]
      if (field !== undefined && field !== null && field !== '') return field
    }
    return undefined
  }
  const writtenPhone = given(LINE_FIELDS.phone)
  const read = writtenPhone === undefined ? { phone: undefined } : readPhone(writtenPhone, country)
  if ('problem' in read) return `phone ${read.problem}.`
  const { phone } = read
  const messageIds: string[] = []
  for (const names of [LINE_FIELDS.message_id, LINE_FIELDS.submitted_message_id]) {
    const id = given(names)
    if (id === undefined) continue
    const problem = problemOfText(names[0], id, MAX_ID_CHARACTERS)
    if (problem !== undefined) return problem
    if (!messageIds.includes(String(id))) messageIds.push(String(id))
  }
  const reference = given(LINE_FIELDS.reference)
  const problem =
    reference === undefined ? undefined : problemOfText('reference', reference, MAX_REFERENCE_CHARACTERS)
  if (problem !== undefined) return problem
  if (phone === undefined && messageIds.length === 0 && reference === undefined) {
    return 'The line identifies no recipient: expected at least one of phone, message_id, submitted_message_id, reference.'
  }
  return {
    ...(phone !== undefined && { phone }),
    messageIds,
    ...(reference !== undefined && { reference: String(reference) }),
  }
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
