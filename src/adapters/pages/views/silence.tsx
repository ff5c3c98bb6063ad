import type { Labels } from '../../../domain/alerts/rule.ts'
import type { SilencePreview } from '../../../domain/dashboard/alert-views.ts'
import type { Look, PageView } from '../page.ts'
import { LabelList, PastAlerts, SeverityBadge } from '../parts/alerts.tsx'
import { Card, Empty } from '../parts/figure.tsx'

/** Hours that a silence may last. */
export const SILENCE_HOURS = [1, 4, 24, 72, 168] as const

export interface SilenceForm {
  readonly rule: string
  readonly labels: Labels
  readonly hours: number
  readonly reason: string
}

/** Silencing in two steps: what is to be quiet, and, seeing what that would be, yes. */
export function silencePage(
  look: Look,
  form: SilenceForm,
  rules: readonly string[],
  preview: SilencePreview | undefined,
  problem?: string,
): PageView {
  const { words, formats } = look
  const shown = problem ?? preview?.problem
  return {
    title: words.newSilence,
    section: 'alerts',
    ...(shown !== undefined && { status: 400 }),
    content: (
      <>
        <p class="crumb">
          <a href="/alerts">{words.alerts}</a>
        </p>
        <h1>{words.newSilence}</h1>
        <form method="post" action="/alerts/silence" class="card narrow">
          {shown !== undefined && (
            <p class="problem" role="alert">
              {shown}
            </p>
          )}
          <label>
            {words.rule}
            <select name="rule">
              <option value="*" selected={form.rule === '*'}>
                {words.allRules}
              </option>
              {rules.map((rule) => (
                <option key={rule} value={rule} selected={rule === form.rule}>
                  {rule}
                </option>
              ))}
            </select>
          </label>
          {Object.keys(form.labels).length > 0 && (
            <p>
              {words.onlyWith} <LabelList labels={form.labels} />
            </p>
          )}
          <input type="hidden" name="labels" value={JSON.stringify(form.labels)} />
          <label>
            {words.howLong}
            <select name="hours">
              {SILENCE_HOURS.map((hours) => (
                <option key={hours} value={hours} selected={hours === form.hours}>
                  {hours < 48 ? words.hours(formats.number(hours)) : words.days(formats.number(hours / 24))}
                </option>
              ))}
            </select>
          </label>
          <label>
            {words.reason}
            <input type="text" name="reason" required maxLength={1000} value={form.reason} />
          </label>
          <div class="inline">
            <button
              type="submit"
              name="step"
              value="preview"
              class={preview === undefined ? 'primary' : undefined}
            >
              {words.preview}
            </button>
            {preview !== undefined && shown === undefined && (
              <button type="submit" name="step" value="silence" class="primary">
                {words.silenceNow}
              </button>
            )}
          </div>
        </form>
        {preview !== undefined && preview.problem === undefined && (
          <Card id="preview" title={words.wouldBeQuiet}>
            {preview.open.length === 0 ? (
              <Empty>{words.nothingOpenToSilence}</Empty>
            ) : (
              <ul class="plain">
                {preview.open.map((alert) => (
                  <li key={`${alert.rule} ${JSON.stringify(alert.labels)}`}>
                    <SeverityBadge look={look} severity={alert.severity} /> {alert.rule}{' '}
                    <LabelList labels={alert.labels} /> <span lang="en">{alert.summary}</span>
                  </li>
                ))}
              </ul>
            )}
            <h3>{words.wouldHaveBeenQuiet(formats.number(preview.past.length))}</h3>
            {preview.past.length > 0 && <PastAlerts look={look} alerts={preview.past.slice(0, MAX_SHOWN)} />}
          </Card>
        )}
      </>
    ),
  }
}

const MAX_SHOWN = 20
