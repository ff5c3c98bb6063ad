import type { ListedAlert } from '../../../domain/alerts/alert-status.ts'
import type { Silence } from '../../../domain/alerts/silence.ts'
import type { AlertsView } from '../../../domain/dashboard/alert-views.ts'
import type { Look, PageView } from '../page.ts'
import { LabelList, PastAlerts, ruleHref, SeverityBadge } from '../parts/alerts.tsx'
import { Card, Count, Empty, Shown, Time } from '../parts/figure.tsx'

/** What fires, what is kept quiet, what was, and the rules behind it. */
export function alertsPage(look: Look, view: AlertsView, next: string | undefined): PageView {
  const { words } = look
  const loud = view.alerts.ok ? view.alerts.value.loud : []
  const isAlarm = loud.some(({ phase, severity }) => phase === 'firing' && severity === 'critical')
  return {
    title: words.alerts,
    section: 'alerts',
    live: true,
    alarm: isAlarm,
    content: (
      <>
        <div class="title">
          <h1>{words.alerts}</h1>
          <a class="button" href="/alerts/mails">
            {words.mails}
          </a>
        </div>
        <div class="stack">
          <Card id="open" title={words.openNow}>
            <Shown look={look} part={view.alerts}>
              {({ loud: open }) =>
                open.length === 0 ? (
                  <p class="good-news">{words.nothingFires}</p>
                ) : (
                  <ul class="alerts">
                    {open.map((alert) => (
                      <OpenAlert
                        key={`${alert.rule} ${JSON.stringify(alert.labels)}`}
                        look={look}
                        alert={alert}
                      />
                    ))}
                  </ul>
                )
              }
            </Shown>
          </Card>
          <Card id="silences" title={words.silences}>
            <Shown look={look} part={view.silences}>
              {(silences) => (
                <Silences
                  look={look}
                  nowMs={view.nowMs}
                  silences={silences}
                  quiet={view.alerts.ok ? view.alerts.value.silenced : []}
                />
              )}
            </Shown>
            {look.mayAct && (
              <p>
                <a class="button" href="/alerts/silence">
                  {words.newSilence}
                </a>
              </p>
            )}
          </Card>
          <Card id="rules" title={words.rules}>
            <Shown look={look} part={view.rules}>
              {(rules) => <Rules look={look} rules={rules} />}
            </Shown>
          </Card>
          <Card id="history" title={words.history}>
            <Shown look={look} part={view.history}>
              {({ items }) => <PastAlerts look={look} alerts={items} />}
            </Shown>
            {next !== undefined && (
              <p>
                <a class="button" href={next}>
                  {words.older}
                </a>
              </p>
            )}
          </Card>
        </div>
      </>
    ),
  }
}

function OpenAlert({ look, alert }: { look: Look; alert: ListedAlert }) {
  const { words } = look
  const { rule, severity, labels, phase, episode, acknowledgedBy, summary } = alert
  return (
    <li>
      <SeverityBadge look={look} severity={severity} /> <span class="badge">{words.phases[phase]}</span>{' '}
      <a href={ruleHref(rule)}>
        <b>{rule}</b>
      </a>{' '}
      <LabelList labels={labels} /> <Time look={look} atMs={alert.firedAtMs ?? alert.sinceMs} />
      {summary !== undefined && <p lang="en">{summary}</p>}
      {acknowledgedBy !== undefined && (
        <p class="soft">
          {words.acknowledgedBy}: <bdi>{acknowledgedBy}</bdi>
        </p>
      )}
      {look.mayAct && (
        <div class="inline">
          {episode !== undefined && acknowledgedBy === undefined && (
            <form method="post" action="/alerts/take" class="inline">
              <input type="hidden" name="episode" value={episode} />
              <label>
                <span class="hidden">{words.noteOptional}</span>
                <input type="text" name="note" maxLength={1000} placeholder={words.noteOptional} />
              </label>
              <button type="submit">{words.acknowledge}</button>
            </form>
          )}
          {episode !== undefined && acknowledgedBy !== undefined && (
            <form method="post" action="/alerts/give-back" class="inline">
              <input type="hidden" name="episode" value={episode} />
              <button type="submit">{words.giveBack}</button>
            </form>
          )}
          <a class="button" href={silenceHref(rule, labels)}>
            {words.silence}
          </a>
        </div>
      )}
    </li>
  )
}

function silenceHref(rule: string, labels: ListedAlert['labels']): string {
  return `/alerts/silence?${new URLSearchParams({ rule, labels: JSON.stringify(labels) })}`
}

function Silences(props: {
  look: Look
  nowMs: number
  silences: readonly Silence[]
  quiet: readonly ListedAlert[]
}) {
  const { look, nowMs, silences, quiet } = props
  const { words, formats } = look
  if (silences.length === 0) return <Empty>{words.noSilences}</Empty>
  return (
    <>
      <ul class="alerts">
        {silences.map((silence) => (
          <li key={silence.id}>
            <b>{silence.rule === '*' ? words.allRules : silence.rule}</b>{' '}
            <LabelList labels={silence.labels} />{' '}
            {silence.startsAtMs > nowMs && (
              <>
                {words.from} <Time look={look} atMs={silence.startsAtMs} />{' '}
              </>
            )}
            {words.until} <Time look={look} atMs={silence.endsAtMs} />
            <p class="soft">
              <bdi>{silence.reason}</bdi> (<bdi>{silence.author}</bdi>)
            </p>
            {look.mayAct && (
              <form method="post" action="/alerts/silence/end" class="inline">
                <input type="hidden" name="id" value={silence.id} />
                <button type="submit">{words.endSilence}</button>
              </form>
            )}
          </li>
        ))}
      </ul>
      <p class="soft">
        {words.keptQuiet} {formats.number(quiet.length)}
      </p>
      {quiet.length > 0 && (
        <ul class="plain">
          {quiet.map((alert) => (
            <li key={`${alert.rule} ${JSON.stringify(alert.labels)}`}>
              <SeverityBadge look={look} severity={alert.severity} /> {alert.rule}{' '}
              <LabelList labels={alert.labels} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type RuleLines = Extract<AlertsView['rules'], { ok: true }>['value']

function Rules({ look, rules }: { look: Look; rules: RuleLines }) {
  const { words, formats } = look
  return (
    <section class="scroll" tabIndex={0} aria-label={words.scrolls(words.rules)}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{words.rule}</th>
            <th scope="col" class="num">
              {words.lastValue}
            </th>
            <th scope="col" class="num">
              {words.samples}
            </th>
            <th scope="col">{words.lastRun}</th>
            <th scope="col" class="num">
              {words.took}
            </th>
            <th scope="col">{words.ruleHealth}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ rule, status }) => (
            <tr key={rule.name}>
              <th scope="row">
                <SeverityBadge look={look} severity={rule.severity} />{' '}
                <a href={ruleHref(rule.name)}>{rule.name}</a>
              </th>
              <td class="num">
                {status?.value === undefined ? '–' : `${formats.number(status.value)} ${rule.unit}`}
              </td>
              <td class="num">
                {status?.samples === undefined ? '–' : <Count look={look} value={status.samples} />}
              </td>
              <td class="n">
                {status === undefined ? words.never : <Time look={look} atMs={status.slotMs} />}
              </td>
              <td class="num">{status === undefined ? '–' : formats.duration(status.durationMs / 1000)}</td>
              <td>
                {status !== undefined && (
                  <span class={status.health === 'error' ? 'bad' : 'soft'}>
                    {words.healths[status.health]}
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
