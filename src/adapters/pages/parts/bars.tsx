import type { ComponentChildren } from 'preact'
import type { Contribution } from '../../../domain/campaigns/contribution.ts'
import type { Look } from '../page.ts'

/** One row of horizontal bars: a table for those who read, a picture for those who look. */
export interface BarRow {
  readonly key: string
  readonly label: ComponentChildren
  readonly value: number
  /** Which colour: a class of the style sheet. */
  readonly tone: string
  readonly figure: ComponentChildren
  readonly note?: ComponentChildren
}

const WIDTH = 100

/** Horizontal bars, each as long as its share of `most`. */
export function BarRows({ caption, rows, most }: { caption: string; rows: readonly BarRow[]; most: number }) {
  return (
    <table class="bars">
      <caption class="hidden">{caption}</caption>
      <tbody>
        {rows.map(({ key, label, value, tone, figure, note }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td class="bar">
              <svg
                viewBox={`0 0 ${WIDTH} 10`}
                preserveAspectRatio="none"
                aria-hidden="true"
                focusable="false"
              >
                <rect class="track" width={WIDTH} height="10" rx="1" />
                <rect class={tone} width={widthOf(value, most)} height="10" rx="1" />
              </svg>
            </td>
            <td class="num">{figure}</td>
            <td class="num soft">{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A column of upright bars. */
export interface Column {
  readonly label: string
  /** Stacked from below, in this order. */
  readonly values: readonly { readonly tone: string; readonly value: number }[]
  readonly title: string
  readonly href?: string
}

const HEIGHT = 120
/** Fewer columns than this keep their width, so that one is not a wall. */
const LEAST_COLUMNS = 7

/** Upright bars; the table that says the same goes beside it. */
export function Columns({ columns, label }: { columns: readonly Column[]; label: string }) {
  const most = Math.max(1, ...columns.map(({ values }) => values.reduce((sum, { value }) => sum + value, 0)))
  const slots = Math.max(LEAST_COLUMNS, columns.length)
  const slot = 100 / slots
  return (
    <div class="columns">
      <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {columns.map(({ label: name, values, title }, index) => {
          let top = HEIGHT
          return (
            <g key={name}>
              <title>{title}</title>
              <rect class="hover" x={round(index * slot)} y="0" width={round(slot)} height={HEIGHT} />
              {values.map(({ tone, value }) => {
                const height = (value / most) * HEIGHT
                top -= height
                return (
                  <rect
                    key={tone}
                    class={tone}
                    x={round(index * slot + slot * 0.12)}
                    y={round(top)}
                    width={round(slot * 0.76)}
                    height={round(height)}
                  />
                )
              })}
            </g>
          )
        })}
      </svg>
      <p class="axis" aria-hidden="true">
        <span>{columns[0]?.label}</span>
        <span>{columns.length > LEAST_COLUMNS ? columns[columns.length >> 1]?.label : ''}</span>
        <span>{columns.length > 1 && columns.length >= LEAST_COLUMNS ? columns.at(-1)?.label : ''}</span>
      </p>
    </div>
  )
}

/** A line of small bars, of the last minutes. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(1, ...values)
  const slot = 100 / Math.max(1, values.length)
  return (
    <svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="track" y="23" width="100" height="1" />
      {values.map((value, index) => {
        const height = (value / most) * 23
        const x = round(index * slot)
        return (
          value > 0 && (
            <rect
              key={x}
              class="delivered"
              x={x}
              y={round(23 - height)}
              width={round(slot * 0.8)}
              height={round(height)}
            />
          )
        )
      })}
    </svg>
  )
}

/** Sent, delivered, read and replied as four thin bars. */
export function MiniFunnel({ counters }: { counters: Contribution & { readonly recipients: number } }) {
  const { recipients, sent, delivered, read, replied } = counters
  const tones = { sent, delivered, read, replied }
  return (
    <svg viewBox={`0 0 ${WIDTH} 24`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {Object.entries(tones).map(([tone, value], index) => (
        <g key={tone}>
          <rect class="track" y={index * 6} width={WIDTH} height="4" />
          <rect class={tone} y={index * 6} width={widthOf(value, recipients)} height="4" />
        </g>
      ))}
    </svg>
  )
}

/** The table that says what a picture shows, to be opened. What scrolls sideways must be reachable by keyboard (axe). */
export function TableBelow({
  look,
  head,
  rows,
}: {
  look: Look
  head: readonly string[]
  rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[]
}) {
  return (
    <details class="as-table">
      <summary>{look.words.showTable}</summary>
      <section class="scroll" tabIndex={0} aria-label={look.words.showTable}>
        <table>
          <thead>
            <tr>
              {head.map((name, index) => (
                <th key={name} scope="col" class={index > 0 ? 'num' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells }) => (
              <tr key={key}>
                {cells.map((cell, index) =>
                  index === 0 ? (
                    <th key={head[index]} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={head[index]} class="num">
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}

function widthOf(value: number, most: number): number {
  if (most <= 0 || value <= 0) return 0
  return round(Math.max(0.6, Math.min(1, value / most) * WIDTH))
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
