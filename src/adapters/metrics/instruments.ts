import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { type Definition, type Label, type LabelValues, MAX_LABEL_VALUES, OTHER } from './definition.ts'

type Values = readonly string[]

/** Counts in plain numbers and hands them to the library at a scrape: the hot path pays for an addition. */
export interface CounterInstrument<V extends Values> {
  /** Adds `by` to the series with these label values, in the definition's order. */
  add(by: number, ...values: V): void
  /** Says what a label takes `fromStart`; its series begin at 0. */
  begin(...values: V): void
}

export interface GaugeInstrument<V extends Values> {
  set(value: number, ...values: V): void
  /** Reads the value at each scrape. */
  follow(read: () => number | Promise<number>, ...values: V): void
}

export interface HistogramInstrument {
  observe(value: number): void
}

/** Makes a counter on the registry. Series of closed label sets begin at 0. */
export function createCounter<D extends Definition>(
  definition: D,
  registry: Registry,
): CounterInstrument<LabelValues<D>> {
  const { labels = [] } = definition
  const cells = new Map<string, { readonly labels: Record<string, string>; pending: number }>()
  const counter = new Counter({
    ...naming(definition, registry),
    collect() {
      for (const cell of cells.values()) {
        if (cell.pending === 0) continue
        this.inc(cell.labels, cell.pending)
        cell.pending = 0
      }
    },
  })
  function begin(...values: Values): void {
    const cell = { labels: labelled(labels, values), pending: 0 }
    cells.set(values.join(' '), cell)
    if (cells.size > MAX_LABEL_VALUES && labels.length === 1) {
      throw new Error(`${definition.name} has more than ${MAX_LABEL_VALUES} series: bound its label.`)
    }
    counter.inc(cell.labels, 0)
  }
  for (const values of combinations(labels)) begin(...values)
  return {
    begin,
    add(by, ...values) {
      const cell = cells.get(values.join(' ')) ?? cells.get(OTHER)
      if (cell === undefined) throw new Error(`${definition.name} knows no ${values.join(', ')}.`)
      cell.pending += by
    },
  }
}

/** Makes a gauge on the registry. Series of closed label sets begin at 0. */
export function createGauge<D extends Definition>(
  definition: D,
  registry: Registry,
): GaugeInstrument<LabelValues<D>> {
  const { labels = [] } = definition
  const reads: (() => Promise<void>)[] = []
  const gauge = new Gauge({
    ...naming(definition, registry),
    async collect() {
      for (const read of reads) await read()
    },
  })
  const set = (value: number, ...values: Values) => gauge.set(labelled(labels, values), value)
  for (const values of combinations(labels)) set(0, ...values)
  return { set, follow: (read, ...values) => void reads.push(async () => set(await read(), ...values)) }
}

/** Makes a histogram on the registry. */
export function createHistogram(definition: Definition, registry: Registry): HistogramInstrument {
  const { buckets = [] } = definition
  return new Histogram({ ...naming(definition, registry), buckets: [...buckets] })
}

function naming({ name, help, labels = [] }: Definition, registry: Registry) {
  return { name, help, labelNames: labels.map(([label]) => label), registers: [registry] }
}

function labelled(labels: readonly Label[], values: Values): Record<string, string> {
  return Object.fromEntries(labels.map(([name], index) => [name, values[index] ?? OTHER]))
}

/** Every combination of the labels' values; none where one of them is known from the start only. */
function combinations(labels: readonly Label[]): Values[] {
  let found: Values[] = [[]]
  for (const [, values] of labels) {
    if ('fromStart' in values) return []
    found = found.flatMap((before) => values.map((value) => [...before, value]))
  }
  return found
}
