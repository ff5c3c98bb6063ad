import { meaningOfFailure } from '../messages/failure-codes.ts'
import { isoOf } from '../text/iso.ts'
import type { Campaign, Recipient, Recount, Verification } from './campaign.ts'
import type { CampaignDetails } from './campaign-details.ts'
import type { ImportSummary } from './recipient-line.ts'

// Campaigns as the API and `--json` show them: the names are an interface, and change for nobody.

export function campaignJson(campaign: Campaign) {
  const { id, name, status, source, createdAtMs, updatedAtMs, targetCustomers, counters } = campaign
  const { startsAtMs, endsAtMs, template, country } = campaign
  return {
    id,
    ...(name !== undefined && { name }),
    ...(status !== undefined && { status }),
    source,
    ...(createdAtMs !== undefined && { created_at: isoOf(createdAtMs) }),
    ...(updatedAtMs !== undefined && { updated_at: isoOf(updatedAtMs) }),
    ...(targetCustomers !== undefined && { target_customers: targetCustomers }),
    ...(startsAtMs !== undefined && { starts_at: isoOf(startsAtMs) }),
    ...(endsAtMs !== undefined && { ends_at: isoOf(endsAtMs) }),
    ...(template !== undefined && { template }),
    ...(country !== undefined && { country }),
    counters: { ...counters },
  }
}

export function detailsJson(campaign: Campaign, details: CampaignDetails) {
  return {
    ...campaignJson(campaign),
    rates: details.rates,
    contradictions: details.contradictions,
    unregistered: details.unregistered,
    still_changing: details.stillChanging,
    failures: [...details.failures],
    delivery_seconds: details.deliverySeconds,
    read_seconds: details.readSeconds,
    replied_unread: details.repliedUnread,
    reply_seconds: details.replySeconds,
  }
}

export function recipientJson(recipient: Recipient) {
  const { key, phone, reference, messageId, status, failureCode, attributes } = recipient
  const { sentAtMs, deliveredAtMs, readAtMs, failedAtMs, repliedAtMs } = recipient
  return {
    id: key,
    ...(phone !== undefined && { phone }),
    ...(reference !== undefined && { reference }),
    ...(messageId !== undefined && { message_id: messageId }),
    status,
    ...(sentAtMs !== undefined && { sent_at: isoOf(sentAtMs) }),
    ...(deliveredAtMs !== undefined && { delivered_at: isoOf(deliveredAtMs) }),
    ...(readAtMs !== undefined && { read_at: isoOf(readAtMs) }),
    ...(failedAtMs !== undefined && { failed_at: isoOf(failedAtMs) }),
    ...(repliedAtMs !== undefined && { replied_at: isoOf(repliedAtMs) }),
    ...(failureCode !== undefined && { failure: { code: failureCode, ...meaningOfFailure(failureCode) } }),
    ...(attributes !== undefined && { attributes: { ...attributes } }),
  }
}

export function importJson({ refusedLines, columns, ...sums }: ImportSummary) {
  const { used, attributes, ignored } = columns
  return {
    ...sums,
    refused_lines: [...refusedLines],
    columns: { used: { ...used }, attributes: [...attributes], ignored: [...ignored] },
  }
}

export function verificationJson(
  { shown, kept, right, miscounted, breakdowns, waiting }: Verification,
  agrees: boolean,
) {
  return { agrees, shown, kept, right, miscounted, breakdowns, waiting }
}

export function recountJson({ repaired, correction, breakdowns, disturbed }: Recount) {
  return { repaired, correction, breakdowns, disturbed }
}
