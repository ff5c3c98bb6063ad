/** A formula that is only text: `="+919812345678"`, by which spreadsheets are kept from changing it. */
const GUARDED = /^=\s*"((?:[^"]|"")*)"$/
/** The quote in front of what a spreadsheet would run as a formula (see `csvLine`). */
const DEFUSED = /^'(?='*[=+\-@\t\r])/

/** A cell as it was meant: without blanks around it, and without what keeps spreadsheets from changing it. */
export function plainCell(cell: string): string {
  const text = cell.trim()
  const guarded = GUARDED.exec(text)?.[1]
  return guarded === undefined ? text.replace(DEFUSED, '') : guarded.replaceAll('""', '"')
}
