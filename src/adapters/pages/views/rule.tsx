import type { Comparison, Rule } from '../../../domain/alerts/rule.ts'
import type { BackTest, RuleView, ValuesOverTime } from '../../../domain/dashboard/alert-views.ts'
import type { Look, PageView } from '../page.ts'
import { LabelList, PastAlerts, ruleHref, SeverityBadge } from '../parts/alerts.tsx'
import { TableBelow } from '../parts/bars.tsx'
import { Card, Empty, Shown, Time } from '../parts/figure.tsx'
import { LineChart } from '../parts/line-chart.tsx'

/** Of how many hours what a rule measured is shown. */
export const VALUE_HOURS = [6, 24, 168] as const
/** How many hours a back-test may be of. */
export const BACK_TEST_HOURS = [1, 6, 24] as const

/** One rule: what it asks, its state, what it notified of, and what it would have. */
export function rulePage(look: Look, view: RuleView): PageView {
  const { words, formats } = look
  const { rule, backTest } = view
  return {
    title: rule.name,
    section: 'alerts',
    charts: true,
    content: (
      <>
        <p class="crumb">
          <a href="/alerts">{words.alerts}</a>
        </p>
        <div class="title">
          <h1>
            {rule.name} <SeverityBadge look={look} severity={rule.severity} />
          </h1>
          {look.mayAct && (
            <a class="button" href={`/alerts/silence?rule=${encodeURIComponent(rule.name)}`}>
              {words.silence}
            </a>
          )}
        </div>
        <div class="grid">
          <Card id="about" title={words.aboutRule}>
            <dl class="pairs">
              <dt>{words.firesWhen}</dt>
              <dd>
                <code>{conditionOf(rule.fire)}</code>
              </dd>
              <dt>{words.holdsFor}</dt>
              <dd>{formats.duration(rule.forMs / 1000)}</dd>
              {rule.minSamples > 0 && (
                <>
                  <dt>{words.leastSamples}</dt>
                  <dd>{formats.number(rule.minSamples)}</dd>
                </>
              )}
              <Shown look={look} part={view.status}>
                {(status) =>
                  status !== undefined && (
                    <>
                      <dt>{words.lastValue}</dt>
                      <dd>
                        {status.value === undefined ? '–' : `${formats.number(status.value)} ${rule.unit}`}
                      </dd>
                      <dt>{words.lastRun}</dt>
                      <dd>
                        <Time look={look} atMs={status.slotMs} />
                      </dd>
                      <dt>{words.ruleHealth}</dt>
                      <dd class={status.health === 'error' ? 'bad' : undefined}>
                        {words.healths[status.health]} {status.error}
                      </dd>
                    </>
                  )
                }
              </Shown>
            </dl>
            {rule.runbook !== undefined && (
              <p>
                <a href={runbookHref(rule.runbook)}>{words.runbook}</a>
              </p>
            )}
          </Card>
          <Card id="values" title={words.valueOverTime} wide>
            <nav class="switch" aria-label={words.range}>
              {VALUE_HOURS.map((hours) => (
                <a
                  key={hours}
                  href={`${ruleHref(rule.name)}?values=${hours}`}
                  aria-current={view.values.ok && view.values.value.hours === hours ? 'true' : undefined}
                >
                  {words.hours(formats.number(hours))}
                </a>
              ))}
            </nav>
            <Shown look={look} part={view.values}>
              {(values) => <Values look={look} rule={rule} values={values} />}
            </Shown>
          </Card>
          <Card id="back-test" title={words.backTest}>
            <form class="inline" method="get" action={ruleHref(rule.name)}>
              <label>
                {words.hoursBack}
                <select name="hours">
                  {BACK_TEST_HOURS.map((hours) => (
                    <option key={hours} value={hours} selected={hours === backTest?.hours}>
                      {formats.number(hours)}
                    </option>
                  ))}
                </select>
              </label>
              <button type="submit">{words.run}</button>
            </form>
            {backTest === undefined ? (
              <p class="soft">{words.backTestHint}</p>
            ) : (
              <BackTested look={look} rule={rule} backTest={backTest} />
            )}
          </Card>
          <Card id="sql" title={words.question} wide>
            <section class="scroll" tabIndex={0} aria-label={words.scrolls(words.question)}>
              <pre>
                <code>{rule.sql}</code>
              </pre>
            </section>
          </Card>
          <Card id="history" title={words.history} wide>
            <Shown look={look} part={view.history}>
              {(alerts) => <PastAlerts look={look} alerts={alerts} />}
            </Shown>
          </Card>
        </div>
      </>
    ),
  }
}

function Values({ look, rule, values }: { look: Look; rule: Rule; values: ValuesOverTime }) {
  const { words, formats } = look
  const { points, fires, resolves } = values
  if (points.every(({ value }) => value === undefined)) return <Empty>{words.noValues}</Empty>
  const line = (name: string, tone: string, bound: number | undefined) =>
    bound === undefined ? [] : [{ name, tone, values: points.map((): number | null => bound) }]
  const amount = (value: number | undefined) =>
    value === undefined ? '–' : `${formats.number(value)} ${rule.unit}`
  return (
    <>
      <LineChart
        id="values-chart"
        label={words.valueOverTime}
        zone={look.zone}
        step="hour"
        unit=""
        times={points.map(({ atMs }) => atMs / 1000)}
        lines={[
          { name: words.value, tone: 'read', values: points.map(({ value }) => value ?? null) },
          ...line(words.firesAt, 'failed', fires),
          ...line(words.resolvesAt, 'open', resolves),
        ]}
      />
      <p class="soft">{words.nearestToFiring}</p>
      <TableBelow
        look={look}
        head={[words.time, words.value, words.firesAt]}
        rows={points.map(({ atMs, value }) => ({
          key: String(atMs),
          cells: [<Time key="t" look={look} atMs={atMs} />, amount(value), amount(fires)],
        }))}
      />
    </>
  )
}

function BackTested({ look, rule, backTest }: { look: Look; rule: Rule; backTest: BackTest }) {
  const { words, formats } = look
  const { points, fired, failures, isCut } = backTest
  const bound = constantBound(rule.fire)
  const lines = [
    { name: words.value, tone: 'read', values: points.map(({ value }) => value ?? null) },
    ...(bound === undefined
      ? []
      : [{ name: words.threshold, tone: 'failed', values: points.map((): number | null => bound) }]),
  ]
  return (
    <>
      <p>
        {words.wouldHaveFired(formats.number(fired.length), formats.number(points.length))}
        {failures > 0 && <span class="bad"> {words.evaluationsFailed(formats.number(failures))}</span>}
        {isCut && <span class="warn"> {words.backTestCut}</span>}
      </p>
      <ul class="plain">
        {fired.map(({ atMs, labels, summary }) => (
          <li key={`${atMs} ${JSON.stringify(labels)}`}>
            <Time look={look} atMs={atMs} /> <LabelList labels={labels} /> <span lang="en">{summary}</span>
          </li>
        ))}
      </ul>
      {points.length === 0 ? (
        <Empty>{words.nothing}</Empty>
      ) : (
        <>
          <LineChart
            id="back-test-chart"
            label={words.backTest}
            zone={look.zone}
            step="hour"
            unit=""
            times={points.map(({ atMs }) => atMs / 1000)}
            lines={lines}
          />
          <TableBelow
            look={look}
            head={[words.time, words.value]}
            rows={points.map(({ atMs, value }) => ({
              key: String(atMs),
              cells: [
                <Time key="t" look={look} atMs={atMs} />,
                value === undefined ? '–' : formats.number(value),
              ],
            }))}
          />
        </>
      )}
    </>
  )
}

function conditionOf(fire: Rule['fire']): string {
  if (fire === 'rows') return 'rows'
  return fire.map(({ column, operator, boundText }) => `${column} ${operator} ${boundText}`).join(' and ')
}

/** The figure that the value is compared with, where it is one figure and always the same. */
function constantBound(fire: Rule['fire']): number | undefined {
  if (fire === 'rows') return undefined
  const isPlain = ({ column, bound }: Comparison) => column === 'value' && bound.terms.length === 0
  return fire.find(isPlain)?.bound.constant
}

/** A path inside the project is served as text; another address is what it is. */
function runbookHref(runbook: string): string {
  if (/^https?:/.test(runbook)) return runbook
  return `/runbooks/${runbook.replace(/^.*\//, '').replace(/\.md$/, '')}`
}
