import { conclude } from '../messages/conclusion.ts'
import { NO_FACTS } from '../messages/facts.ts'
import { meaningOfFailure } from '../messages/failure-codes.ts'
import { canonicalId } from '../messages/identity.ts'
import type { Reply } from '../messages/reply.ts'
import { KINDS } from '../messages/report.ts'
import { isoOf } from '../text/iso.ts'
import type { KnownMessage } from './campaign.ts'

/**
 * A message as the API and `--json` show it.
 *
 * @param askedId its name where no report of it came
 */
export function messageJson({ message, campaigns }: KnownMessage, askedId: string) {
  const facts = message?.facts ?? NO_FACTS
  const { status, times, inferred, contradictory } = conclude(facts)
  const ids = message?.ids ?? [askedId]
  const messageId = canonicalId(ids)
  const timeline = KINDS.flatMap((kind) => {
    const atMs = times[kind]
    if (atMs === undefined) return []
    return [
      { kind, atMs, reported: !inferred.includes(kind), time_known: facts.times[kind]?.estimated !== true },
    ]
  })
  return {
    message_id: messageId,
    other_ids: ids.filter((id) => id !== messageId),
    ...(facts.phone !== undefined && { phone: facts.phone }),
    status,
    // Times are to the second: of equal ones the order of a message's life decides.
    timeline: timeline
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ atMs, ...entry }) => ({ ...entry, at: isoOf(atMs) })),
    ...(facts.reply !== undefined && { reply: replyJson(facts.reply) }),
    failures: Object.entries(facts.failures).map(([code, { occurrence, title, details }]) => ({
      code,
      ...meaningOfFailure(code),
      at: isoOf(occurrence.atMs),
      ...(title !== undefined && { title }),
      ...(details !== undefined && { details }),
    })),
    contradictory,
    ...(Object.keys(facts.pricing).length > 0 && { pricing: facts.pricing }),
    campaigns: campaigns.map(({ campaignId, campaignName, recipientKey, reference }) => ({
      id: campaignId,
      ...(campaignName !== undefined && { name: campaignName }),
      recipient_id: recipientKey,
      ...(reference !== undefined && { reference }),
    })),
  }
}

function replyJson({ occurrence, type, named }: Reply) {
  return {
    at: isoOf(occurrence.atMs),
    type,
    matched_by: named ? ('reference' as const) : ('time' as const),
    time_known: !occurrence.estimated,
  }
}
