import type { Labels, Severity } from '../../../domain/alerts/rule.ts'
import type { PastAlert } from '../../../domain/dashboard/ports.ts'
import type { Look } from '../page.ts'
import { Empty, Time } from './figure.tsx'

export function SeverityBadge({ look, severity }: { look: Look; severity: Severity }) {
  return <span class={`badge ${severity}`}>{look.words.severities[severity]}</span>
}

/** What tells one alert of a rule from another. */
export function LabelList({ labels }: { labels: Labels }) {
  return (
    <>
      {Object.entries(labels).map(([name, value]) => (
        <span key={name} class="badge">
          <bdi>
            {name}: {value}
          </bdi>
        </span>
      ))}
    </>
  )
}

export function ruleHref(name: string): string {
  return `/alerts/rules/${encodeURIComponent(name)}`
}

/** Alerts of the past, newest first. */
export function PastAlerts({ look, alerts }: { look: Look; alerts: readonly PastAlert[] }) {
  const { words, formats } = look
  if (alerts.length === 0) return <Empty>{words.noAlertsYet}</Empty>
  return (
    <section class="scroll" tabIndex={0} aria-label={words.scrolls(words.history)}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.fired}</th>
            <th scope="col">{words.rule}</th>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.lasted}</th>
            <th scope="col">{words.acknowledgedBy}</th>
          </tr>
        </thead>
        <tbody>
          {alerts.map((alert) => (
            <tr key={alert.id}>
              <th scope="row" class="n">
                <Time look={look} atMs={alert.firedAtMs} />
              </th>
              <td>
                <SeverityBadge look={look} severity={alert.severity} />{' '}
                <a href={ruleHref(alert.rule)}>{alert.rule}</a>
              </td>
              <td class="text">
                <span lang="en">{alert.summary}</span> <LabelList labels={alert.labels} />
              </td>
              <td class="n">
                {alert.endedAtMs === undefined
                  ? words.stillOpen
                  : formats.duration((alert.endedAtMs - alert.firedAtMs) / 1000)}
              </td>
              <td>
                <bdi>{alert.acknowledgedBy}</bdi>{' '}
                {alert.note !== undefined && (
                  <span class="soft">
                    (<bdi>{alert.note}</bdi>)
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
