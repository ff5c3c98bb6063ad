import type { Step } from '../../../domain/dashboard/span.ts'

/** A line of a chart; a point without a value is a gap. */
export interface Line {
  readonly name: string
  /** Which colour: a class of the style sheet. */
  readonly tone: string
  readonly values: readonly (number | null)[]
}

/**
 * A chart of lines over time, drawn in the browser from the figures in its attribute. Without JavaScript there is the table
 * beside it.
 *
 * @param times seconds since the epoch
 */
export function LineChart(props: {
  readonly id: string
  readonly label: string
  readonly zone: string
  readonly step: Step
  readonly times: readonly number[]
  readonly lines: readonly Line[]
  /** "%": shares of 0 to 100. */
  readonly unit: '%' | ''
}) {
  const { id, label, zone, step, times, lines, unit } = props
  return (
    <figure
      class="chart"
      id={id}
      data-step={step}
      data-points={JSON.stringify([times, ...lines.map(({ values }) => values)])}
    >
      <figcaption>
        {lines.map(({ name, tone }) => (
          <Legend key={name} name={name} tone={tone} />
        ))}
      </figcaption>
      <div
        class="plot"
        id={`${id}-plot`}
        data-keep
        role="img"
        aria-label={label}
        data-zone={zone}
        data-unit={unit}
      />
    </figure>
  )
}

/** A colour and what it stands for. */
export function Legend({ tone, name }: { readonly tone: string; readonly name: string }) {
  return (
    <span class="legend">
      <span class={`swatch ${tone}`} data-line={name} aria-hidden="true" />
      {name}
    </span>
  )
}
