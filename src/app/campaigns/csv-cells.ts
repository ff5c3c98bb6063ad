import { MAX_LINE_CHARACTERS } from './list-line.ts'

/** What separates the cells of a line; of those that are as frequent the first counts. */
const SEPARATORS = [',', ';', '\t', '|'] as const
export type Separator = (typeof SEPARATORS)[number]

/** How many lines one cell in quotes may go over. */
const MAX_LINES_OF_CELL = 50

/** The cells of one record, and how many lines it took; or why the line cannot be read, which then costs that line alone. */
export type Record =
  | { readonly cells: readonly string[]; readonly lines: number }
  | { readonly problem: string }

const STRAY_QUOTE =
  'The line has a quote within a cell: put the cell into quotes, and write each quote in it twice.'
const OPEN_QUOTE = 'The line has a quote that does not end: put one behind the cell, or take it out.'

/** "sep=;", which gives Excel the separator; it is not a line of the list. */
export function separatorLine(line: string): Separator | undefined {
  const [, written] =
    /^"?sep=(.)"?$/i.exec(line.trim() === '' ? line : line.trimEnd()) ?? /^sep=(\t)$/i.exec(line) ?? []
  return SEPARATORS.find((separator) => separator === written)
}

/** The separator that a line has most of, outside quotes. */
export function guessSeparator(line: string): Separator {
  const plain = line.replaceAll(/"[^"]*"/g, '')
  const counts = SEPARATORS.map((separator) => plain.split(separator).length)
  return SEPARATORS[counts.indexOf(Math.max(...counts))] ?? ','
}

/**
 * Reads the record that begins at `lines[at]` (RFC 4180). Written here because parsers of CSV give up, or swallow what
 * follows, where a quote is not closed; a list must go on.
 *
 * @returns undefined where a cell in quotes goes on behind the last line, and more may come
 */
export function readRecord(
  lines: readonly string[],
  at: number,
  separator: Separator,
  isComplete: boolean,
): Record | undefined {
  const line = lines[at] ?? ''
  if (!line.includes('"')) return { cells: line.split(separator), lines: 1 }
  let text = line
  for (let used = 1; used <= MAX_LINES_OF_CELL && text.length <= MAX_LINE_CHARACTERS; used += 1) {
    const cells = cellsOf(text, separator)
    if (cells !== 'open') return cells === 'stray' ? { problem: STRAY_QUOTE } : { cells, lines: used }
    const next = lines[at + used]
    if (next === undefined) return isComplete ? { problem: OPEN_QUOTE } : undefined
    text += `\n${next}`
  }
  return { problem: OPEN_QUOTE }
}

function cellsOf(text: string, separator: Separator): readonly string[] | 'open' | 'stray' {
  const cells: string[] = []
  let at = 0
  for (;;) {
    const start = skipBlanks(text, at, separator)
    if (text.startsWith('="', start) || text[start] === '"') {
      const guarded = text[start] === '='
      const closed = closingQuote(text, start + (guarded ? 2 : 1))
      if (closed === undefined) return 'open'
      const inner = text.slice(start + (guarded ? 2 : 1), closed).replaceAll('""', '"')
      at = skipBlanks(text, closed + 1, separator)
      if (at < text.length && text[at] !== separator) return 'stray'
      cells.push(inner)
    } else {
      const end = endOfCell(text, at, separator)
      const cell = text.slice(at, end)
      if (cell.includes('"')) return 'stray'
      cells.push(cell)
      at = end
    }
    if (at >= text.length) return cells
    at += 1
  }
}

function closingQuote(text: string, start: number): number | undefined {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at
  }
  return undefined
}

function endOfCell(text: string, start: number, separator: Separator): number {
  const end = text.indexOf(separator, start)
  return end < 0 ? text.length : end
}

function skipBlanks(text: string, start: number, separator: Separator): number {
  let at = start
  while (at < text.length && text[at] !== separator && (text[at] === ' ' || text[at] === '\t')) at += 1
  return at
}
