import { NO_SUMS, type Sums } from '../../../domain/dashboard/messages.ts'
import type { Span, Step } from '../../../domain/dashboard/span.ts'
import { messagesHref } from '../links.ts'
import type { Look } from '../page.ts'
import { Columns, TableBelow } from '../parts/bars.tsx'
import { Count, Empty, Rate, Time } from '../parts/figure.tsx'
import { Legend, LineChart } from '../parts/line-chart.tsx'

interface OverTimeProps {
  readonly look: Look
  readonly period: { readonly step: Step; readonly steps: readonly Span[] }
  readonly steps: readonly Sums[]
  /** '' or absent: all messages. */
  readonly campaign?: string
}

/** Volume as bars and rates as lines, hour by hour or day by day, with one table for both. */
export function OverTime({ look, period, steps, campaign }: OverTimeProps) {
  const { words, formats } = look
  if (steps.every(({ messages }) => messages === 0)) return <Empty>{words.nothing}</Empty>
  const points = period.steps.map((span, index) => ({ span, sums: steps[index] ?? NO_SUMS }))
  const nameOf = (span: Span) =>
    period.step === 'day' ? formats.day(span.fromMs) : formats.clock(span.fromMs)
  const percentOf = (part: number, whole: number) =>
    whole === 0 ? null : Math.round((part / whole) * 1000) / 10
  const filter = campaign === undefined ? {} : { campaign }
  return (
    <>
      <Columns
        label={words.volume}
        columns={points.map(({ span, sums }) => ({
          label: nameOf(span),
          title: `${nameOf(span)}: ${formats.number(sums.messages)}`,
          values: [
            { tone: 'read', value: sums.read },
            { tone: 'delivered', value: sums.delivered - sums.read },
            { tone: 'failed', value: sums.failed },
            { tone: 'open', value: sums.messages - sums.delivered - sums.failed },
          ],
        }))}
      />
      <p class="legends" aria-hidden="true">
        <Legend tone="read" name={words.read} />
        <Legend tone="delivered" name={words.delivered} />
        <Legend tone="failed" name={words.failedCount} />
        <Legend tone="open" name={words.open} />
      </p>
      {points.filter(({ sums }) => sums.messages > 0).length >= LEAST_POINTS && (
        <>
          <h3>{words.rates}</h3>
          <p class="soft">{words.ratesHint}</p>
          <LineChart
            id="rates"
            label={words.rates}
            zone={look.zone}
            step={period.step}
            unit="%"
            times={points.map(({ span }) => span.fromMs / 1000)}
            lines={[
              {
                name: words.deliveryRate,
                tone: 'delivered',
                values: points.map(({ sums }) => percentOf(sums.delivered, sums.messages)),
              },
              {
                name: words.readRate,
                tone: 'read',
                values: points.map(({ sums }) => percentOf(sums.read, sums.delivered)),
              },
            ]}
          />
        </>
      )}
      <TableBelow
        look={look}
        head={[
          words.time,
          words.volume,
          words.delivered,
          words.read,
          words.replied,
          words.failedCount,
          words.deliveryRate,
          words.readRate,
        ]}
        rows={points.map(({ span, sums }) => ({
          key: String(span.fromMs),
          cells: [
            <Time key="t" look={look} atMs={span.fromMs} />,
            <Count key="m" look={look} value={sums.messages} href={messagesHref(span, filter)} />,
            <Count
              key="d"
              look={look}
              value={sums.delivered}
              href={messagesHref(span, { ...filter, outcome: 'delivered' })}
            />,
            <Count
              key="r"
              look={look}
              value={sums.read}
              href={messagesHref(span, { ...filter, outcome: 'read' })}
            />,
            <Count
              key="a"
              look={look}
              value={sums.replied}
              href={messagesHref(span, { ...filter, outcome: 'replied' })}
            />,
            <Count
              key="f"
              look={look}
              value={sums.failed}
              href={messagesHref(span, { ...filter, outcome: 'failed' })}
            />,
            <Rate key="dr" look={look} part={sums.delivered} whole={sums.messages} of={words.ofMessages} />,
            <Rate key="rr" look={look} part={sums.read} whole={sums.delivered} of={words.ofDelivered} />,
          ],
        }))}
      />
    </>
  )
}

/** Fewer points make no line. */
const LEAST_POINTS = 3
