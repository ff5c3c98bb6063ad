/** The middle of several measurements: one run that was disturbed does not move it. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** A figure a second, as people read it: "8,412". */
export function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString('en-US')
}

/** A ratio with two decimals. */
export function ratio(value: number, against: number): string {
  return (value / against).toFixed(2)
}

/** Prints a Markdown table, so that it can stand in the README as it is. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  printRows([header, header.map((_, index) => (index === 0 ? '---' : '---:')), ...rows])
}

/** Prints more rows of a table, as they come. */
export function printRows(rows: readonly (readonly string[])[]): void {
  for (const row of rows) process.stdout.write(`| ${row.join(' | ')} |\n`)
}
