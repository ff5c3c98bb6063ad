import type { WrittenLine } from '../../domain/campaigns/recipient-line.ts'

/** Longer lines are refused: a line with every field at its longest has some 3,000 characters. */
export const MAX_LINE_CHARACTERS = 16_384

/** What is said of a longer one. */
export const LINE_TOO_LONG = `The line is too long: expected at most ${MAX_LINE_CHARACTERS} characters.`

/** One line of a list: what it holds, or why it cannot be read. */
export interface ReadLine {
  /** Counted from 1; a CSV's header is line 1. */
  readonly line: number
  /** Where `problem` is absent. */
  readonly value?: WrittenLine
  readonly problem?: string
}
