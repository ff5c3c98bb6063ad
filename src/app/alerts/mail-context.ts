import type { Measure, Signal } from '../../domain/alerts/alert-state.ts'
import type { RuleResult } from '../../domain/alerts/decide.ts'
import type { MailPlan } from '../../domain/alerts/mail-plan.ts'
import { newestOf } from '../../domain/alerts/mail-plan.ts'
import type { RuleRunner, TitledTable } from '../../domain/alerts/ports.ts'
import { keyOfLabels, mainFigure, type Rule, samplesOf } from '../../domain/alerts/rule.ts'
import { signLink } from './ack-link.ts'
import type { MailContext } from './mails/alert-mail.ts'
import { commandsFor } from './mails/commands.ts'
import { firstSteps } from './mails/first-steps.ts'

export interface MailContextParts {
  readonly runner: Pick<RuleRunner, 'table' | 'ask'>
  /** The text of a runbook that ships, by the name of its rule; undefined where there is none. */
  readonly runbook: (name: string) => Promise<string | undefined>
  /** A rule that is in force. */
  readonly rule: (name: string) => Rule | undefined
  /** Where people find the figures; that of ops/grafana, or what they have instead. */
  readonly dashboard?: string
  readonly publicUrl?: string
  /** The key that signs links. */
  readonly linkKey: string
  readonly onProblem: (problem: string, error?: unknown) => void
}

/** How many alerts of one mail get tables; the mail must not wait for more. */
const MAX_WITH_TABLES = 5
const HOUR_MS = 3_600_000

/**
 * Gathers what stands beside the alerts of a mail; a table that says the same of several stands beside the first. What cannot be
 * had is left out: the mail leaves all the same.
 */
export async function gatherMailContexts(
  plan: MailPlan,
  parts: MailContextParts,
  nowMs: number,
): Promise<ReadonlyMap<string, MailContext>> {
  const found = new Map<string, MailContext>()
  const shown = new Set<string>()
  const answers = new Map<string, Promise<RuleResult>>()
  /** Rules are asked once for each moment, however many alerts they have. */
  const hourAgo = (rule: Rule, atMs: number) => {
    const question = `${rule.name} ${atMs}`
    const answer = answers.get(question) ?? parts.runner.ask(rule, atMs - HOUR_MS)
    answers.set(question, answer)
    return answer
  }
  for (const [index, section] of plan.sections.entries()) {
    const signal = newestOf(section)
    const over = signal.kind === 'resolved' || signal.kind === 'closed'
    const rule = over || index >= MAX_WITH_TABLES ? undefined : parts.rule(signal.rule)
    const ask = async (name: string): Promise<readonly TitledTable[]> => {
      const table = await askTable(name, signal, parts)
      const answer = `${signal.atMs} ${JSON.stringify(table)}`
      if (table === undefined || table.rows.length === 0 || shown.has(answer)) return []
      shown.add(answer)
      return [table]
    }
    const tables = await Promise.all((rule?.tables ?? []).map(ask))
    const anHourAgo = rule === undefined ? undefined : await measureBefore(rule, signal, hourAgo)
    const [chart] = rule?.chart === undefined ? [] : await ask(rule.chart)
    found.set(signal.episode, {
      tables: tables.flat(),
      ...(chart !== undefined && { chart }),
      ...(anHourAgo !== undefined && { anHourAgo }),
      ...(over ? {} : { steps: await stepsOf(signal, parts), commands: commandsFor(signal) }),
      ...linksOf(signal, parts, nowMs),
    })
  }
  return found
}

/** What a rule said of the same labels an hour before; nothing where its query does not ask for a time. */
async function measureBefore(
  rule: Rule,
  { atMs, labels }: Signal,
  ask: (rule: Rule, atMs: number) => Promise<RuleResult>,
): Promise<Measure | undefined> {
  if (!rule.parameters.some(({ kind }) => kind === 'now')) return undefined
  const answer = await ask(rule, atMs)
  if (answer.kind !== 'rows') return undefined
  const row = answer.rows.find((one) => keyOfLabels(one.labels) === keyOfLabels(labels))
  const value = row === undefined ? null : mainFigure(row)
  if (row === undefined || value === null || Number.isNaN(value)) return undefined
  const samples = samplesOf(row)
  return { value, ...(samples !== undefined && { samples }) }
}

/** The first steps of the rule's runbook, where it is one that ships; the mail leaves without them too. */
export async function stepsOf(
  signal: Signal,
  { rule: find, runbook, onProblem }: Pick<MailContextParts, 'rule' | 'runbook' | 'onProblem'>,
): Promise<readonly string[]> {
  const rule = find(signal.rule)
  const name = runbookName(rule === undefined ? `docs/runbooks/${signal.rule}.md` : rule.runbook)
  if (name === undefined) return []
  try {
    return firstSteps((await runbook(name)) ?? '')
  } catch (error) {
    onProblem(`the runbook "${name}" cannot be read for a mail`, error)
    return []
  }
}

/** The name of a runbook that ships; undefined where it is an address. */
function runbookName(runbook: string | undefined): string | undefined {
  return /^docs\/runbooks\/([a-z0-9-]+)\.md$/.exec(runbook ?? '')?.[1]
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
): Pick<MailContext, 'runbook' | 'dashboard' | 'acknowledge' | 'silence'> {
  const rule = find(signal.rule)
  // The one rule without a file has a page too.
  const runbook = rule === undefined ? `docs/runbooks/${signal.rule}.md` : rule.runbook
  const elsewhere = dashboard === undefined ? {} : { dashboard }
  if (publicUrl === undefined) return { ...elsewhere, ...(runbook !== undefined && { runbook }) }
  const base = publicUrl.replace(/\/+$/, '')
  const ours = runbookName(runbook)
  return {
    ...(runbook !== undefined && { runbook: ours === undefined ? runbook : `${base}/runbooks/${ours}` }),
    ...elsewhere,
    silence: `${base}/alerts/silence?rule=${encodeURIComponent(signal.rule)}`,
    acknowledge: signLink(publicUrl, linkKey, signal.episode, nowMs),
  }
}

async function askTable(
  name: string,
  { atMs, labels }: Signal,
  parts: MailContextParts,
): Promise<TitledTable | undefined> {
  try {
    return await parts.runner.table(name, atMs, labels)
  } catch (error) {
    parts.onProblem(`the table "${name}" is missing in a mail`, error)
    return undefined
  }
}
