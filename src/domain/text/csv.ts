/** What a spreadsheet takes for the beginning of a formula (OWASP, "CSV injection"). */
const FORMULA = /^'*[=+\-@\t\r]/
/** A phone number or a number: harmless, and spoilt by a quote in front. */
const HARMLESS = /^[+-]?\d+(\.\d+)?$/
const NEEDS_QUOTES = /[",\r\n]/

/**
 * One line of CSV (RFC 4180, with its line end). Text that a spreadsheet would run as a formula gets a `'` in front
 * and shows as it is; nothing is an empty field.
 */
export function csvLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `${values.map(csvField).join(',')}\r\n`
}

/** Numbers that a spreadsheet would shorten or cut the zeros of: phone numbers, long ids, codes. */
const SPOILT_BY_SPREADSHEETS = /^(?:\+\d+|\d{12,}|0\d+)$/

/** As `csvLine`, for spreadsheets: numbers that they would change are written as formulas that are only text (`="+91…"`). */
export function spreadsheetLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  const fields = values.map((value) =>
    typeof value === 'string' && SPOILT_BY_SPREADSHEETS.test(value) ? `"=""${value}"""` : csvField(value),
  )
  return `${fields.join(',')}\r\n`
}

/** Says to Excel that a file is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF'

function csvField(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const text = FORMULA.test(value) && !HARMLESS.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
