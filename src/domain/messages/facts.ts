import { joinReplies, type Reply, sameReply } from './reply.ts'
import {
  type FailureReason,
  KINDS,
  type Kind,
  type Occurrence,
  type Pricing,
  type StatusReport,
} from './report.ts'

/**
 * Which of two times reported for one kind is kept. Both choices are joins; `latest` is the guide's
 * duplicate rule ("only update if new timestamp is later", section 11, issue 2).
 */
export type TimeRule = 'latest' | 'earliest'

/** What was said of one failure code: when last (or first) and in which words. */
export interface FailureFact {
  readonly occurrence: Occurrence
  readonly title?: string
  readonly details?: string
}

/** All that reports said of one message, joined. Holds no conclusion. */
export interface Facts {
  readonly times: Readonly<Partial<Record<Kind, Occurrence>>>
  readonly failures: Readonly<Record<string, FailureFact>>
  readonly pricing: Pricing
  readonly phone?: string
  readonly campaignName?: string
  /** The first reply, as `answeredBy` gave it to this message. */
  readonly reply?: Reply
}

/** Bounds what one message can be made to store by inventing codes; real ones carry one or two. */
export const MAX_FAILURE_CODES = 8

/** The neutral element of `joinFacts`. */
export const NO_FACTS: Facts = { times: {}, failures: {}, pricing: {} }

/** The facts that one report states. */
export function factsOfReport(report: StatusReport): Facts {
  return {
    times: { [report.kind]: report.occurrence },
    failures: report.failure === undefined ? {} : failureFacts(report.failure, report),
    pricing: report.pricing ?? {},
    ...(report.phone !== undefined && { phone: report.phone }),
    ...(report.campaignName !== undefined && { campaignName: report.campaignName }),
  }
}

/**
 * Joins what two sources say of one message: commutative, associative, idempotent, and never less than
 * either. Returns `a` itself where `b` adds nothing, so that a duplicate is seen by identity.
 */
export function joinFacts(a: Facts, b: Facts, rule: TimeRule): Facts {
  const times = joinTimes(a.times, b.times, rule)
  const failures = joinFailures(a.failures, b.failures, rule)
  const pricing = joinPricing(a.pricing, b.pricing)
  const phone = greater(a.phone, b.phone)
  const campaignName = greater(a.campaignName, b.campaignName)
  const reply = joinReplies(a.reply, b.reply)
  if (
    times === a.times &&
    failures === a.failures &&
    pricing === a.pricing &&
    phone === a.phone &&
    campaignName === a.campaignName &&
    reply === a.reply
  ) {
    return a
  }
  return {
    times,
    failures,
    pricing,
    ...(phone !== undefined && { phone }),
    ...(campaignName !== undefined && { campaignName }),
    ...(reply !== undefined && { reply }),
  }
}

/** The same facts with another first reply, or without one; `facts` itself where that changes nothing. */
export function withReply(facts: Facts, reply: Reply | undefined): Facts {
  if (sameReply(facts.reply, reply)) return facts
  const { reply: _, ...rest } = facts
  return reply === undefined ? rest : { ...rest, reply }
}

/** A real time outranks an estimated one; of two estimated ones the earlier stays; of two real ones the rule decides. */
function joinOccurrences(a: Occurrence, b: Occurrence, rule: TimeRule): Occurrence {
  if (a.estimated !== b.estimated) return a.estimated ? b : a
  const earliestWins = a.estimated || rule === 'earliest'
  return (earliestWins ? b.atMs < a.atMs : b.atMs > a.atMs) ? b : a
}

function joinTimes(a: Facts['times'], b: Facts['times'], rule: TimeRule): Facts['times'] {
  let joined: Partial<Record<Kind, Occurrence>> | undefined
  for (const kind of KINDS) {
    const theirs = b[kind]
    if (theirs === undefined) continue
    const ours = a[kind]
    const kept = ours === undefined ? theirs : joinOccurrences(ours, theirs, rule)
    if (kept === ours) continue
    joined ??= { ...a }
    joined[kind] = kept
  }
  return joined ?? a
}

function joinFailures(a: Facts['failures'], b: Facts['failures'], rule: TimeRule): Facts['failures'] {
  const added = Object.entries(b)
  if (added.length === 0) return a
  const joined = new Map(Object.entries(a))
  for (const [code, theirs] of added) {
    const ours = joined.get(code)
    joined.set(code, ours === undefined ? theirs : joinFailure(ours, theirs, rule))
  }
  // The first codes in order, not the first to come: so the bound is a join too.
  const kept = [...joined].sort(byCode).slice(0, MAX_FAILURE_CODES)
  const addsNothing = kept.length === Object.keys(a).length && kept.every(([code, fact]) => fact === a[code])
  return addsNothing ? a : Object.fromEntries(kept)
}

function byCode([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}

function joinFailure(a: FailureFact, b: FailureFact, rule: TimeRule): FailureFact {
  const occurrence = joinOccurrences(a.occurrence, b.occurrence, rule)
  const title = greater(a.title, b.title)
  const details = greater(a.details, b.details)
  if (occurrence === a.occurrence && title === a.title && details === a.details) return a
  return { occurrence, ...(title !== undefined && { title }), ...(details !== undefined && { details }) }
}

function joinPricing(a: Pricing, b: Pricing): Pricing {
  const billable = greater(a.billable, b.billable)
  const model = greater(a.model, b.model)
  const type = greater(a.type, b.type)
  const category = greater(a.category, b.category)
  if (billable === a.billable && model === a.model && type === a.type && category === a.category) return a
  return {
    ...(billable !== undefined && { billable }),
    ...(model !== undefined && { model }),
    ...(type !== undefined && { type }),
    ...(category !== undefined && { category }),
  }
}

/** The join of two values of which at most one should exist: any total order will do, and this one is fixed. */
function greater<T extends string | boolean>(a: T | undefined, b: T | undefined): T | undefined {
  if (b === undefined) return a
  return a === undefined || b > a ? b : a
}

function failureFacts(failure: FailureReason, report: StatusReport): Facts['failures'] {
  const { occurrence, moreFailures = [] } = report
  const facts = [failure, ...moreFailures].map(({ code, title, details }) => {
    const fact: FailureFact = {
      occurrence,
      ...(title !== undefined && { title }),
      ...(details !== undefined && { details }),
    }
    return [code, fact] as const
  })
  return Object.fromEntries(facts)
}
