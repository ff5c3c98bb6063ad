import type { ParsedBody } from '../../src/domain/messages/parsed-body.ts'
import { REPLY_TYPES } from '../../src/domain/messages/reply.ts'
import {
  KINDS,
  MAX_ID_CHARACTERS,
  MAX_REJECT_CHARACTERS,
  REJECT_REASONS,
  SOURCES,
} from '../../src/domain/messages/report.ts'
import { EARLIEST_TIME_MS, MAX_AHEAD_MS } from '../../src/domain/messages/timestamp.ts'
import { RECEIVED_AT_MS } from './helpers.ts'

/** What holds of every body, whatever it is. `check` is `expect` at a fuzz test's pace. */
export function checkParsed(parsed: ParsedBody): void {
  check([...SOURCES, 'unknown'].includes(parsed.source), 'source', parsed)
  check(parsed.processed <= parsed.reports.length, 'processed', parsed)
  check(!parsed.unparsable || parsed.rejected.length === 1, 'unparsable', parsed)
  check(parsed.source !== 'unknown' || parsed.rejected.length === 1, 'nothing is dropped unseen', parsed)
  for (const report of parsed.reports) {
    const { ids, kind, occurrence, phone, failure, pricing, campaignName } = report
    check(SOURCES.includes(report.source) && KINDS.includes(kind), 'source and kind', report)
    check(ids.length > 0 && new Set(ids).size === ids.length, 'ids', report)
    check(
      ids.every((id) => id !== '' && id.length <= MAX_ID_CHARACTERS && !/\p{Cc}/u.test(id)),
      'id',
      report,
    )
    check(
      Number.isInteger(occurrence.atMs) &&
        occurrence.atMs >= EARLIEST_TIME_MS &&
        occurrence.atMs <= RECEIVED_AT_MS + MAX_AHEAD_MS &&
        (!occurrence.estimated || occurrence.atMs === RECEIVED_AT_MS),
      'time',
      report,
    )
    check(phone === undefined || /^\+\d{5,15}$/.test(phone), 'phone', report)
    check(failure === undefined || kind === 'failed', 'failure', report)
    const texts = [...ids, campaignName, ...Object.values(failure ?? {}), ...Object.values(pricing ?? {})]
    check(texts.every(isStorable), 'storable', report)
  }
  for (const inbound of parsed.inbound) {
    const { id, answersId = id, phone, type, occurrence } = inbound
    check([id, answersId].every(isStorable) && id !== '' && id.length <= MAX_ID_CHARACTERS, 'ids', inbound)
    check(REPLY_TYPES.includes(type), 'type', inbound)
    check(phone === undefined || /^\+\d{5,15}$/.test(phone), 'phone', inbound)
    check(phone !== undefined || inbound.answersId !== undefined, 'somebody or something', inbound)
    check(
      occurrence.atMs >= EARLIEST_TIME_MS && occurrence.atMs <= RECEIVED_AT_MS + MAX_AHEAD_MS,
      'time',
      inbound,
    )
  }
  for (const rejected of parsed.rejected) {
    check(REJECT_REASONS.includes(rejected.reason), 'reason', rejected)
    check(rejected.raw.length <= MAX_REJECT_CHARACTERS && isStorable(rejected.raw), 'raw', rejected)
    check(!/\d{5}/.test(rejected.explanation), 'explanation without numbers', rejected)
  }
}

function check(holds: boolean, what: string, shown: unknown): void {
  if (!holds) throw new Error(`Does not hold: ${what}, of ${JSON.stringify(shown)}`)
}

function isStorable(value: unknown): boolean {
  return typeof value !== 'string' || (value.isWellFormed() && !value.includes('\0'))
}
