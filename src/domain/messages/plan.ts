import { changedCohorts } from '../analytics/cohort.ts'
import { ALL_MESSAGES, changedRollups } from '../analytics/rollup.ts'
import { createAwaiting, withAwaiting } from '../campaigns/awaiting.ts'
import { nameCampaigns } from '../campaigns/campaign-name.ts'
import { campaignOf, isReplaced, namedCampaign, placeOf } from '../campaigns/place.ts'
import { assertedBy, planByItself, planRecipient, witnessedBy } from '../campaigns/recipient.ts'
import type { Change, Loaded, NamedCampaigns, RecipientWrite, StoredRecipient } from './change.ts'
import { type Conclusion, conclude } from './conclusion.ts'
import { createdAt } from './created-at.ts'
import { count, countBreakdown, countInRollups, type Draft, newDraft, uncount } from './draft.ts'
import { type Facts, factsOfReport, joinFacts, NO_FACTS, type TimeRule, withReply } from './facts.ts'
import { groupByMessage, type MessageGroup } from './group.ts'
import { canonicalId } from './identity.ts'
import { noteArrival, noteRematch } from './rematch.ts'
import type { Reply } from './reply.ts'
import type { StatusReport } from './report.ts'

/**
 * Decides what a batch of reports changes: join, conclude, compare. Pure: the same input gives the same
 * change, and a change planned twice is empty the second time, because nothing is new any more.
 *
 * Called without reports it joins in what other people wrote: recipients, and messages that no rollup holds.
 *
 * @param links sets of ids that are known to be of one message each, though no report has said so yet
 * @param replies the first reply of messages by key, where it was looked for: it takes the place of what is stored
 */
export function planChange(
  loaded: Loaded,
  reports: readonly StatusReport[],
  rule: TimeRule,
  links: readonly (readonly string[])[] = [],
  replies: ReadonlyMap<bigint, Reply | undefined> = new Map(),
): Change {
  const draft = newDraft()
  // Every campaign that a report names exists, whichever of two names a message ends with.
  const campaigns = nameCampaigns(loaded, reports)
  for (const [id, name] of campaigns.made) draft.newCampaigns.set(id, name)
  const left = takeOut(loaded, draft)
  const awaiting = createAwaiting(loaded.recipients, campaigns)
  for (const found of groupByMessage(loaded.messages, loaded.recipients, reports, links)) {
    const group = withAwaiting(found, awaiting, campaigns)
    if (isSilent(group)) planThemselves(group, campaigns, draft)
    else planMessage(group, campaigns, rule, { left, replies }, draft)
  }
  for (const recipient of loaded.recipients) {
    // Nothing was sent to them yet; what others wrote there stands, and is counted.
    const unsent = recipient.messageId === undefined && recipient.pendingJoin && !awaiting.taken(recipient)
    if (!unsent) continue
    const claims = assertedBy(recipient)
    const place = { campaignId: placeOf(recipient, campaigns) }
    writeRecipient(planRecipient(recipient, claims, conclude(claims), place), draft)
  }
  const { rollupDeltas, cohortDeltas, ...change } = draft
  return { ...change, rollups: changedRollups(rollupDeltas), cohorts: changedCohorts(cohortDeltas) }
}

/**
 * Whether a message is gone and nobody says anything new of it: its recipients do not make it anew. They are loaded for another's sake, because
 * their campaign gives way, to be set right by a recount, or because others changed what says nothing of the message.
 */
function isSilent({ ids, messages, reports, recipients }: MessageGroup): boolean {
  // A list may say that two ids are of one message.
  if (ids.size > 1 || messages.length > 0 || reports.length > 0) return false
  return recipients.every(({ pendingJoin, asserted }) => !pendingJoin || asserted.length === 0)
}

/** What of a message that is gone waits to be joined, or is in a campaign that gives way, follows from its own row. */
function planThemselves({ recipients }: MessageGroup, campaigns: NamedCampaigns, draft: Draft): void {
  for (const stored of recipients) {
    const replaced = isReplaced(stored, campaigns)
    if (stored.pendingJoin || replaced)
      writeRecipient(planByItself(stored, replaced ? placeOf(stored, campaigns) : stored.campaignId), draft)
  }
}

/** What is known beside the message itself. */
interface Known {
  /** Ids of messages whose recipient has gone. */
  readonly left: ReadonlySet<string>
  readonly replies: ReadonlyMap<bigint, Reply | undefined>
}

function planMessage(
  group: MessageGroup,
  campaigns: NamedCampaigns,
  rule: TimeRule,
  known: Known,
  draft: Draft,
): void {
  const { left, replies } = known
  const [kept, ...merged] = group.messages.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const before = kept?.facts ?? NO_FACTS
  let facts = before
  for (const message of merged) facts = joinFacts(facts, message.facts, rule)
  for (const report of group.reports) {
    const joined = joinFacts(facts, factsOfReport(report), rule)
    if (joined === facts) draft.stats.duplicates++
    facts = joined
  }
  const replied = facts.reply?.occurrence.atMs
  for (const recipient of group.recipients) {
    // Where the message is gone (its retention ended), its recipient is all that is left of what was known.
    const isLastWitness = kept === undefined
    if (isLastWitness) facts = joinFacts(facts, witnessedBy(recipient), rule)
    else if (recipient.pendingJoin)
      facts = joinFacts(facts, assertedBy(recipient, recipient.asserted, replied), rule)
  }
  if (kept !== undefined && replies.has(kept.key)) facts = withReply(facts, replies.get(kept.key))

  const conclusion = conclude(facts)
  const name = canonicalId(group.ids)
  const newIds = [...group.ids].filter((id) => kept?.ids.includes(id) !== true)
  const recipientLeft =
    group.messages.some((message) => message.recipientLeft === true) ||
    // One that is made of a copy of its recipient has that.
    (kept !== undefined && [...group.ids].some((id) => left.has(id)))
  const isOrphaned = recipientLeft && group.recipients.length === 0
  const named = namedCampaign(group, facts, campaigns)
  const countedIn = isOrphaned ? ALL_MESSAGES : campaignOf(group, named, campaigns)
  const createdAtMs = createdAt(group)
  const recounted =
    kept !== undefined &&
    (kept.countedIn !== countedIn ||
      kept.createdAtMs !== createdAtMs ||
      (kept.recipientLeft === true) !== recipientLeft)
  const linked = group.ids.size > 1 && group.recipients.length > 0
  if (facts !== before || (newIds.length > 0 && (kept !== undefined || linked)) || recounted) {
    const concludedBefore = conclude(before)
    const readAtMs = conclusion.times.read
    const readBeforeMs = kept?.countedIn === undefined ? undefined : concludedBefore.times.read
    notice(concludedBefore, conclusion, draft)
    noteRematch(draft.rematch, kept, name, facts, newIds)
    draft.messages.push({
      ...(kept !== undefined && { key: kept.key }),
      canonicalId: name,
      ids: [...group.ids].sort(),
      newIds,
      facts,
      conclusion,
      statusChanged: facts !== before || conclusion.inferred.length > 0,
      countedIn,
      ...(readAtMs !== undefined && readAtMs !== readBeforeMs && { newlyReadAtMs: readAtMs }),
      ...(createdAtMs !== undefined && createdAtMs !== kept?.createdAtMs && { createdAtMs }),
      recipientLeft,
    })
    if (kept !== undefined) uncount(kept, concludedBefore, draft)
    if (createdAtMs !== undefined) {
      countInRollups(draft, { createdAtMs, countedIn, facts, conclusion }, 1)
    }
  }
  for (const message of merged) {
    if (kept !== undefined) draft.mergedMessages.push({ key: message.key, into: kept.key })
    noteArrival(draft.rematch, message.facts)
    uncount(message, conclude(message.facts), draft)
  }
  planRecipients(group, facts, conclusion, name, { named, campaigns, isOrphaned }, draft)
}

interface Placing {
  readonly named: string | undefined
  readonly campaigns: NamedCampaigns
  readonly isOrphaned: boolean
}

/**
 * The sender's own rows show the conclusion. Where there are none and the sender names its campaign
 * (AiSensy's project webhook), one row is made for it: pointing the webhook here is all it takes.
 */
function planRecipients(
  group: MessageGroup,
  facts: Facts,
  conclusion: Conclusion,
  messageId: string,
  { named: campaignId, campaigns, isOrphaned }: Placing,
  draft: Draft,
): void {
  const own = group.recipients.filter((recipient) => !recipient.fromWebhook)
  const made = group.recipients.filter((recipient) => recipient.fromWebhook)
  for (const recipient of own) {
    const place = { campaignId: placeOf(recipient, campaigns) }
    writeRecipient(planRecipient(recipient, facts, conclusion, place), draft)
  }

  const { campaignName, phone } = facts
  const wanted = own.length === 0 && campaignId !== undefined && !isOrphaned
  const kept = wanted ? made.toSorted((a, b) => (a.key < b.key ? -1 : 1))[0] : undefined
  for (const recipient of made) if (recipient !== kept) removeRecipient(recipient, draft)
  if (!wanted) return

  if (campaignName === campaignId && !campaigns.campaignIds.has(campaignName))
    draft.newCampaigns.set(campaignName, campaignName)
  writeRecipient(
    planRecipient(kept, facts, conclusion, { campaignId, messageId, ...(phone !== undefined && { phone }) }),
    draft,
  )
}

function writeRecipient(write: RecipientWrite | undefined, draft: Draft): void {
  if (write === undefined) return
  draft.recipients.push(write)
  const { stored } = write
  if (stored?.counted !== undefined) count(stored.campaignId, stored.counted, -1, draft)
  if (stored !== undefined) countBreakdown(stored.campaignId, stored.breakdown, -1, draft)
  count(write.campaignId, write.contribution, 1, draft)
  countBreakdown(write.campaignId, write.breakdown, 1, draft)
}

function removeRecipient(recipient: StoredRecipient, draft: Draft): void {
  draft.removedRecipients.push(recipient)
  if (recipient.counted !== undefined) count(recipient.campaignId, recipient.counted, -1, draft)
  countBreakdown(recipient.campaignId, recipient.breakdown, -1, draft)
}

function notice(before: Conclusion, after: Conclusion, draft: Draft): void {
  if (after.inferred.length > 0 && before.inferred.length === 0) draft.stats.inferred++
  if (after.contradictory && !before.contradictory) draft.stats.contradictions++
}

/** Takes what has left out of counters and rollups. Gives back the ids of messages whose recipients left. */
function takeOut({ leftRecipients = [], leftMessages = [] }: Loaded, draft: Draft): ReadonlySet<string> {
  for (const { campaignId, counted, breakdown: keys } of leftRecipients) {
    if (campaignId === undefined) continue
    if (counted !== undefined) count(campaignId, counted, -1, draft)
    countBreakdown(campaignId, keys, -1, draft)
  }
  for (const message of leftMessages) {
    uncount(message, conclude(message.facts), draft)
    // What was answered before may be answered no longer.
    draft.rematch.ids.push(...message.ids)
    noteArrival(draft.rematch, message.facts)
  }
  return new Set(leftRecipients.flatMap(({ messageId }) => messageId ?? []))
}
