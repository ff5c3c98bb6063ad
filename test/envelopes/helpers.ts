import { readdirSync, readFileSync } from 'node:fs'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import type { ParsedBody } from '../../src/domain/messages/parsed-body.ts'
import type { Rejected, StatusReport } from '../../src/domain/messages/report.ts'

const FIXTURES = new URL('../fixtures/webhooks/', import.meta.url)

/** When every body of these tests arrives: 5 October 2026, noon UTC. */
export const RECEIVED_AT_MS = Date.UTC(2026, 9, 5, 12)

/** Noon of 27 September 2026, UTC: the time around which the fixtures happen. */
export const NOON_MS = 1_790_510_400_000

export const FIXTURE_NAMES = readdirSync(FIXTURES).map((name) => name.replace(/\.json$/, ''))

export function readFixture(name: string): Uint8Array {
  return readFileSync(new URL(`${name}.json`, FIXTURES))
}

export function parseText(text: string): ParsedBody {
  return parseBody(new TextEncoder().encode(text), RECEIVED_AT_MS)
}

export function parseJson(body: unknown): ParsedBody {
  return parseText(JSON.stringify(body))
}

/** Parses a flat body of one status that is good but for the given fields. */
export function parseFlatItem(fields: Record<string, unknown>): ParsedBody {
  return parseJson({ statuses: [{ id: 'note_1', status: 'sent', timestamp: '1790510400', ...fields }] })
}

/** Parses an AiSensy notification of one message that is good but for the given fields. */
export function parseAisensyMessage(
  fields: Record<string, unknown>,
  envelope: Record<string, unknown> = {},
): ParsedBody {
  const message = { messageId: 'AS-1', submitted_message_id: 'sub-1', status: 'SENT', ...fields }
  return parseJson({
    topic: 'message.status.updated',
    created_at: '2026-09-27T12:00:00.000Z',
    data: { message },
    ...envelope,
  })
}

export function onlyReport(parsed: ParsedBody): StatusReport {
  const [report, ...others] = parsed.reports
  if (report === undefined || others.length > 0 || parsed.rejected.length > 0) {
    throw new Error(`Expected one report and no reject, got ${JSON.stringify(parsed)}`)
  }
  return report
}

export function onlyReject(parsed: ParsedBody): Rejected {
  const [rejected, ...others] = parsed.rejected
  if (rejected === undefined || others.length > 0 || parsed.reports.length > 0) {
    throw new Error(`Expected one reject and no report, got ${JSON.stringify(parsed)}`)
  }
  return rejected
}

/** What a test of a whole body compares: one line for each report. */
export function lines(parsed: ParsedBody): string[] {
  return parsed.reports.map(({ ids, kind, occurrence, phone }) => {
    const seconds = (occurrence.atMs - NOON_MS) / 1000
    const id = ids.map((each) => (each.startsWith('wamid.') ? 'wamid' : each)).join('|')
    return `${id} ${kind} ${occurrence.estimated ? 'estimated' : `+${seconds}s`} ${phone ?? 'no phone'}`
  })
}

/** As `lines`, for the inbound messages. */
export function inboundLines(parsed: ParsedBody): string[] {
  return parsed.inbound.map(({ id, type, occurrence, phone, answersId }) => {
    const seconds = (occurrence.atMs - NOON_MS) / 1000
    const shown = id.startsWith('wamid.') ? 'wamid' : id
    const answers = answersId === undefined ? '' : ` to ${answersId}`
    return `${shown} ${type} ${occurrence.estimated ? 'estimated' : `+${seconds}s`} ${phone ?? 'no phone'}${answers}`
  })
}

/** As `lines`, for the news of the account. */
export function eventLines(parsed: ParsedBody): string[] {
  return parsed.events.map(({ kind, subject, value, effect }) => `${kind} ${subject} ${value} ${effect}`)
}
