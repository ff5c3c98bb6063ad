/** Formats that are in every workbook without being written in it, and show dates or times (ECMA-376, 18.8.30). */
const BUILT_IN_DATES: readonly (readonly [number, number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
]
const MS_PER_DAY = 86_400_000
/** The day 0 of a serial number. Excel takes 1900 for a leap year, so it is right from March 1900. */
const DAY_ZERO = Date.UTC(1899, 11, 30)
const DAY_ZERO_1904 = Date.UTC(1904, 0, 1)
/** The last day that Excel knows: 9999-12-31. */
const MAX_SERIAL = 2_958_466
/** How many digits Excel keeps; what a double holds behind them is noise. */
const EXCEL_DIGITS = 15

/** Whether a cell of this format shows a day or a time rather than a number. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return BUILT_IN_DATES.some(([from, to]) => id >= from && id <= to)
  // Quoted text, colours and conditions, escaped letters and fillers are not part of a date.
  const bare = code.replaceAll(/"[^"]*"|\[[^\]]*\]|[\\_*]./g, '')
  return /[ymdhs]/i.test(bare) && !/general/i.test(bare)
}

/** A number as a person would write it: `9.19812345678E11` is 919812345678. Anything else stays as it is. */
export function plainNumber(written: string): string {
  const value = Number(written)
  if (written.trim() === '' || !Number.isFinite(value)) return written
  if (Number.isInteger(value)) return /^-?\d+$/.test(written) ? written : BigInt(value).toString()
  return String(Number(value.toPrecision(EXCEL_DIGITS)))
}

/** A day, with its time where it has one, as ISO 8601 writes it; a number that is not a day stays as it is. */
export function dateText(written: string, from1904: boolean): string {
  const serial = Number(written)
  if (written.trim() === '' || !(serial >= 0 && serial < MAX_SERIAL)) return written
  const ms = Math.round((serial * MS_PER_DAY) / 1_000) * 1_000
  const iso = new Date((from1904 ? DAY_ZERO_1904 : DAY_ZERO) + ms).toISOString()
  const day = iso.slice(0, 10)
  const time = iso.slice(11, 19)
  if (serial < 1) return time
  return time === '00:00:00' ? day : `${day} ${time}`
}
