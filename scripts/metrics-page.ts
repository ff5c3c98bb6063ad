import type { Definition, Label } from '../src/adapters/metrics/definition.ts'

const INTRODUCTION = `# Metrics

\`GET /metrics\` answers in Prometheus' text format, without a query to the database. This page is made from
\`src/adapters/metrics/definitions.ts\` by \`npm run docs\`; each help text says what the metric means and what to do about it.

No label has more than 50 values, and none holds a phone number, a message id or a campaign. Counters begin at 0, so that
\`increase()\` sees their first step. Statements are named as the files in \`sql\`. On Node the process is measured too
(\`process_*\`, \`nodejs_*\`; \`PROCESS_METRICS=off\` leaves them out); Deno's own telemetry does that there.
`

/** docs/metrics.md, from the definitions. */
export function metricsPage(definitions: Readonly<Record<string, Definition>>): string {
  return `${INTRODUCTION}\n${Object.values(definitions).map(section).join('\n')}`
}

function section({ name, type, help, labels = [], buckets }: Definition): string {
  const lines = [`## ${name}`, '', `${type}. ${help}`]
  if (labels.length > 0) lines.push('', ...labels.map(labelLine))
  if (buckets !== undefined) lines.push('', `Buckets: ${buckets.join(', ')}.`)
  return `${lines.join('\n')}\n`
}

function labelLine([name, values]: Label): string {
  return `- \`${name}\`: ${'fromStart' in values ? values.fromStart : values.join(', ')}`
}
