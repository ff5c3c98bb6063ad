import type { HourSource, Member } from '../../../domain/sending/plan.ts'
import type { MadePlan } from '../../../domain/sending/plan-request.ts'
import type { PlanResults, PlanSummary } from '../../../domain/sending/ports.ts'
import { isoOf } from '../../../domain/text/iso.ts'
import { table } from '../table.ts'

/** The hash as people quote it. */
export function shortHash({ hash }: { readonly hash: string }): string {
  return hash.slice(0, 12)
}

const SOURCES: Readonly<Record<HourSource, string>> = {
  person: 'their own habits',
  campaign: "the campaign's",
  everybody: "everybody's",
  none: 'nothing is known: as early as may be',
}

/** A plan as it was made: who, when, what it costs, who not and why, and how it is sent. */
export function planText({ plan, leftForAnother, hasMoreCandidates }: MadePlan, perSecond: number): string {
  const { action, campaignId, sender, template, rules, members, exclusions, canary } = plan
  const lines = [
    `Plan ${shortHash(plan)}: ${action} ${campaignId} by ${sender}. Nothing has been sent.`,
    '',
    `${members.length} people get "${template.name}" (${template.language}): ${members.length} ${template.category} messages, at ${perSecond} a second at most.`,
    ...timesText(members),
  ]
  if (canary !== undefined) lines.push(`First ${canary}; the others follow if that went well.`)
  if (rules.evenIfItMayStillArrive)
    lines.push('Even if the first message may still arrive: some people will get it twice.')
  if (leftForAnother > 0) lines.push(`${leftForAnother} more are left for another plan (--limit).`)
  if (hasMoreCandidates)
    lines.push('The campaign has more recipients than one plan looks at: plan again afterwards.')
  if (exclusions.length > 0) {
    const counts = new Map<string, number>()
    for (const { reason } of exclusions) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    const rows = [...counts].sort((a, b) => b[1] - a[1])
    lines.push('', table(['not written to because', 'people'], rows).trimEnd())
  }
  if (members.length > 0) lines.push('', `To send exactly this: bluetick ${action} --send ${shortHash(plan)}`)
  return `${lines.join('\n')}\n`
}

function timesText(members: readonly Member[]): string[] {
  const [first] = members
  const last = members.at(-1)
  if (first === undefined || last === undefined) return []
  const lines = [`The first at ${isoOf(first.notBeforeMs)}, the last not before ${isoOf(last.notBeforeMs)}.`]
  const bySource = new Map<HourSource, number>()
  for (const { hour } of members)
    if (hour !== undefined) bySource.set(hour.source, (bySource.get(hour.source) ?? 0) + 1)
  for (const [source, people] of bySource) lines.push(`Hour by ${SOURCES[source]}: ${people}`)
  return lines
}

/** A plan that is kept, and what came of it so far. */
export function planStatusText(plan: PlanSummary, results: PlanResults): string {
  const { attempts, reasons } = results
  const lines = [
    `Plan ${shortHash(plan)}: ${plan.action} ${plan.campaignId} by ${plan.sender}`,
    `${plan.state}${plan.stateReason === undefined ? '' : `: ${plan.stateReason}`}`,
    `planned by ${plan.plannedBy} at ${isoOf(plan.plannedAtMs)}` +
      (plan.confirmedBy === undefined ? '' : `, confirmed by ${plan.confirmedBy}`),
    '',
    table(Object.keys(attempts), [Object.values(attempts)]).trimEnd(),
    table(
      ['delivered', 'read', 'replied', 'failed', 'got it twice'],
      [[results.delivered, results.read, results.replied, results.failed, results.gotItTwice]],
    ).trimEnd(),
  ]
  const left = [...Object.entries(plan.excluded), ...Object.entries(reasons)]
  if (left.length > 0) lines.push('', table(['not written to because', 'people'], left).trimEnd())
  if (attempts.uncertain > 0)
    lines.push('', `${attempts.uncertain} are uncertain: bluetick send uncertain lists them.`)
  return `${lines.join('\n')}\n`
}
