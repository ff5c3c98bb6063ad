import type { Signal } from '../../domain/alerts/alert-state.ts'
import type { MailPlan } from '../../domain/alerts/mail-plan.ts'
import { newestOf } from '../../domain/alerts/mail-plan.ts'
import type { RuleRunner, TitledTable } from '../../domain/alerts/ports.ts'
import type { Rule } from '../../domain/alerts/rule.ts'
import { signLink } from './ack-link.ts'
import type { MailContext } from './mails/alert-mail.ts'

export interface MailContextParts {
  readonly runner: Pick<RuleRunner, 'table'>
  /** A rule that is in force. */
  readonly rule: (name: string) => Rule | undefined
  /** Where people find the figures; that of ops/grafana, or what they have instead. */
  readonly dashboard?: string
  readonly publicUrl?: string
  /** The key that signs links. */
  readonly linkKey: string
  readonly onProblem: (problem: string, error?: unknown) => void
}

/** So many alerts of one mail get tables; the mail must not wait for more. */
const MAX_WITH_TABLES = 5

/**
 * Gathers what stands beside the alerts of a mail; a table that several ask for stands beside the first. What cannot be
 * had is left out: the mail leaves all the same.
 */
export async function gatherMailContexts(
  plan: MailPlan,
  parts: MailContextParts,
  nowMs: number,
): Promise<ReadonlyMap<string, MailContext>> {
  const found = new Map<string, MailContext>()
  const asked = new Set<string>()
  for (const [index, section] of plan.sections.entries()) {
    const signal = newestOf(section)
    const over = signal.kind === 'resolved' || signal.kind === 'closed'
    const rule = over || index >= MAX_WITH_TABLES ? undefined : parts.rule(signal.rule)
    const ask = async (name: string): Promise<readonly TitledTable[]> => {
      const question = `${name} ${signal.atMs}`
      if (asked.has(question)) return []
      asked.add(question)
      const table = await askTable(name, signal.atMs, parts)
      return table === undefined || table.rows.length === 0 ? [] : [table]
    }
    const shown = await Promise.all((rule?.tables ?? []).map(ask))
    const [chart] = rule?.chart === undefined ? [] : await ask(rule.chart)
    found.set(signal.episode, {
      tables: shown.flat(),
      ...(chart !== undefined && { chart }),
      ...linksOf(signal, parts, nowMs),
    })
  }
  return found
}

/** The links beside an alert: the rule's runbook, the dashboard if there is one, and the page to acknowledge it. */
export function linksOf(
  signal: Signal,
  {
    rule: find,
    publicUrl,
    dashboard,
    linkKey,
  }: Pick<MailContextParts, 'rule' | 'publicUrl' | 'dashboard' | 'linkKey'>,
  nowMs: number,
): Pick<MailContext, 'runbook' | 'dashboard' | 'acknowledge'> {
  const rule = find(signal.rule)
  // The one rule that is no file has a page too.
  const runbook = rule === undefined ? `docs/runbooks/${signal.rule}.md` : rule.runbook
  const elsewhere = dashboard === undefined ? {} : { dashboard }
  if (publicUrl === undefined) return { ...elsewhere, ...(runbook !== undefined && { runbook }) }
  const base = publicUrl.replace(/\/+$/, '')
  const ours = /^docs\/runbooks\/([a-z0-9-]+)\.md$/.exec(runbook ?? '')
  return {
    ...(runbook !== undefined && { runbook: ours === null ? runbook : `${base}/runbooks/${ours[1]}` }),
    ...elsewhere,
    acknowledge: signLink(publicUrl, linkKey, signal.episode, nowMs),
  }
}

async function askTable(
  name: string,
  nowMs: number,
  parts: MailContextParts,
): Promise<TitledTable | undefined> {
  try {
    return await parts.runner.table(name, nowMs)
  } catch (error) {
    parts.onProblem(`the table "${name}" is missing in a mail`, error)
    return undefined
  }
}
