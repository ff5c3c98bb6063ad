import { parseDuration } from '../text/duration.ts'
import { readSqlHeader } from '../text/sql-header.ts'
import { bindNames } from '../text/sql-text.ts'
import { parseCondition } from './condition.ts'
import { parseCron } from './cron.ts'
import { parseLabelRoute, parseRecipients } from './route.ts'
import { type Condition, type LabelRoute, type Rule, type RuleParameter, SEVERITIES } from './rule.ts'
import { hashText } from './text-hash.ts'

/** A rule's file cannot be used; the message lists everything that is wrong with it. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
}

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/
const KEYS: ReadonlySet<string> = new Set(
  'severity schedule fire resolve for keep-firing-for min-samples repeat close-after inhibited-by describe unit summary runbook tables chart to'.split(
    ' ',
  ),
)
/** Headers of which a change makes no other alert. */
const WORDING: ReadonlySet<string> = new Set(['summary', 'runbook', 'tables', 'chart', 'repeat', 'to'])
const RECIPIENTS = 'mail addresses or names of ALERT_CHANNELS, with commas between them'
const EVERY_MINUTE = '* * * * *'
/** An alert that nothing is measured of any more must not hide the next one forever. */
const DEFAULT_CLOSE_AFTER_MS = 86_400_000

/**
 * Reads a rule's file: `--! key: value` lines and a query. Only `severity` and `fire` must be there.
 *
 * @throws RuleError that names the file, every mistake, and what would be right
 */
export function parseRule(name: string, file: string): Rule {
  const problems: string[] = []
  const { headers, params, byLabel } = readHeaders(file, problems)
  const read = <T>(key: string, parse: (text: string) => T | undefined, right: string): T | undefined => {
    const text = headers.get(key)
    if (text === undefined) return undefined
    const value = parse(text)
    if (value === undefined) problems.push(`"${key}: ${text}" cannot be read: write ${right}.`)
    return value
  }
  const duration = (key: string) => read(key, parseDuration, 'a duration such as 90s, 2m, 4h or 1d')

  if (!NAME.test(name)) problems.push('its name must be made of a-z, 0-9 and "-", at most 64 of them.')
  for (const key of ['severity', 'fire']) {
    if (!headers.has(key)) problems.push(`it has no "--! ${key}: …" line.`)
  }
  const severity = read('severity', (text) => SEVERITIES.find((s) => s === text), SEVERITIES.join(', '))
  const schedule =
    read('schedule', parseCron, 'five cron fields such as */5 * * * *') ?? parseCron(EVERY_MINUTE)
  const fire = read<Condition | 'rows'>(
    'fire',
    (text) => (text === 'rows' ? 'rows' : parseCondition(text)),
    '"rows" or a condition such as value < 90',
  )
  const resolve = read('resolve', parseCondition, 'a condition such as value >= 92')
  if (fire === 'rows' && resolve !== undefined) {
    problems.push('"resolve" has no meaning beside "fire: rows", which resolves when no row comes back.')
  }
  const repeatMs = duration('repeat')
  const closeAfterMs =
    headers.get('close-after') === 'never' ? undefined : (duration('close-after') ?? DEFAULT_CLOSE_AFTER_MS)
  const { text: sql, names } = bindNames(file)
  const parameters = names.map((parameter): RuleParameter => {
    const value = params.get(parameter)
    if (parameter !== 'now' && value === undefined) {
      problems.push(`":${parameter}" is used and nothing sets it: add "--! param.${parameter}: …".`)
    }
    return parameter === 'now' ? { kind: 'now' } : { kind: 'text', value: value ?? '' }
  })
  const forMs = duration('for') ?? 0
  const keepFiringForMs = duration('keep-firing-for') ?? 0
  const minSamples = read('min-samples', wholeNumber, 'a whole number') ?? 0
  const to = read('to', parseRecipients, RECIPIENTS)
  if (problems.length > 0 || !severity || !schedule || !fire) {
    throw new RuleError(`${name}.sql is not a usable rule:\n${problems.map((p) => `  ${p}`).join('\n')}`)
  }
  const chart = headers.get('chart')
  const runbook = headers.get('runbook')
  return {
    name,
    severity,
    schedule,
    fire,
    ...(resolve !== undefined && { resolve }),
    forMs,
    keepFiringForMs,
    minSamples,
    ...(repeatMs !== undefined && { repeatMs }),
    ...(closeAfterMs !== undefined && { closeAfterMs }),
    routes: { ...(to !== undefined && { to }), byLabel },
    unit: headers.get('unit') ?? '',
    summary: headers.get('summary') ?? `${name}: {{value}}`,
    ...(runbook !== undefined && { runbook }),
    tables: namesIn(headers.get('tables')),
    ...(chart !== undefined && { chart }),
    inhibitedBy: namesIn(headers.get('inhibited-by')),
    describe: namesIn(headers.get('describe')),
    sql,
    parameters,
    fingerprint: fingerprintOf(sql, headers, params),
  }
}

function namesIn(text = ''): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '')
}

function fingerprintOf(
  sql: string,
  headers: ReadonlyMap<string, string>,
  params: ReadonlyMap<string, string>,
): string {
  const deciding = [...headers].filter(([key]) => !WORDING.has(key)).sort()
  const query = sql.replace(/^--.*$/gm, '').trim()
  return hashText(JSON.stringify([query, deciding, [...params].sort()]))
}

function readHeaders(file: string, problems: string[]) {
  const headers = new Map<string, string>()
  const params = new Map<string, string>()
  const byLabel: LabelRoute[] = []
  const { entries, unreadable } = readSqlHeader(file)
  for (const line of unreadable) problems.push(`"${line}" is not a header: write "--! key: value".`)
  for (const { key, value } of entries) {
    if (key.startsWith('param.')) {
      params.set(key.slice('param.'.length), value)
    } else if (key.startsWith('to.')) {
      const route = parseLabelRoute(key.slice('to.'.length), value)
      if (route !== undefined) byLabel.push(route)
      else problems.push(`"${key}: ${value}" cannot be read: write the label's value, "=" and ${RECIPIENTS}.`)
    } else if (!KEYS.has(key)) {
      problems.push(
        `"${key}" is not a header of rules: they are ${[...KEYS].join(', ')}, to.<label> and param.<name>.`,
      )
    } else if (headers.has(key)) {
      problems.push(`"${key}" is given twice.`)
    } else {
      headers.set(key, value)
    }
  }
  return { headers, params, byLabel }
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}
