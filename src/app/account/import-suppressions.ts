import type { Readable } from 'node:stream'
import type { AccountStore } from '../../domain/account/ports.ts'
import type { SuppressionChange } from '../../domain/account/suppression.ts'
import {
  type ListFormat,
  type RefusedLine,
  readRecipientLine,
  type WrittenLine,
} from '../../domain/campaigns/recipient-line.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'
import { openList } from '../campaigns/recipient-file.ts'

/** Refused lines that are named one by one. */
const MAX_REFUSED_NAMED = 1_000

/** What became of a list of numbers. `lines` = added + unchanged + refused. */
export interface SuppressionImport {
  readonly lines: number
  readonly added: number
  /** Suppressed by hand already. */
  readonly unchanged: number
  readonly refused: number
  readonly refusedLines: readonly RefusedLine[]
}

/**
 * Takes a list of people who must not be written to. Each line needs a phone number; other columns are left alone.
 * Harmless to repeat.
 *
 * @param country where phone numbers without a country code are from
 * @throws ListError where it is not such a list; the lines before were taken
 */
export async function importSuppressions(
  store: Pick<AccountStore, 'changeSuppressions'>,
  list: Readable,
  format: ListFormat,
  nowMs: number,
  country?: Country,
): Promise<SuppressionImport> {
  let lines = 0
  let added = 0
  let refused = 0
  const refusedLines: RefusedLine[] = []
  for await (const group of openList(list, format, country).lines) {
    const changes: SuppressionChange[] = []
    for (const { line, value, problem } of group) {
      lines += 1
      const phone = value === undefined ? (problem ?? '') : phoneOf(value, country)
      if (phone.startsWith('+')) {
        changes.push({ phone, reason: 'manual', source: 'import', atMs: nowMs, ends: false })
        continue
      }
      refused += 1
      if (refusedLines.length < MAX_REFUSED_NAMED) refusedLines.push({ line, reason: phone })
    }
    added += await store.changeSuppressions(changes)
  }
  return { lines, added, unchanged: lines - added - refused, refused, refusedLines }
}

/** The number, which begins with a plus, or one sentence that says what is wrong. */
function phoneOf(value: WrittenLine, country?: Country): string {
  const read = readRecipientLine(value, country)
  if (typeof read === 'string') return read
  return read.phone ?? 'The line has no phone number: expected one with its country code.'
}
