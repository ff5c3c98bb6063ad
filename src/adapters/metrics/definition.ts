/** The values of a label that are known only when the service starts; the text says what they are. */
export interface ValuesFromStart {
  readonly fromStart: string
}

/** A label's name and every value it can have. A set with `other` takes in whatever is not in it. */
export type Label = readonly [name: string, values: readonly string[] | ValuesFromStart]

/** More values than this make a label's series costly to store. */
export const MAX_LABEL_VALUES = 50
/** The value of whatever has no value of its own. */
export const OTHER = 'other'

/** One metric, as it is declared: what it is called, what it means, and what a person should do about it. */
export interface Definition {
  readonly type: 'counter' | 'gauge' | 'histogram'
  /** By Prometheus' conventions: base units, `_total` for counters. */
  readonly name: string
  /** Meaning first, then what to do. */
  readonly help: string
  readonly labels?: readonly Label[]
  /** Upper bounds of a histogram's buckets, ascending. Histograms have no labels: each value would cost them all. */
  readonly buckets?: readonly number[]
}

/** What a label takes: one of its values, or any text where the set has `other` or is known from the start only. */
type ValueOf<L extends Label> = L[1] extends readonly (infer V extends string)[]
  ? typeof OTHER extends V
    ? string
    : V
  : string

/** The values of a definition's labels, in the order of the definition. */
export type LabelValues<D extends Definition> = D extends {
  readonly labels: infer L extends readonly Label[]
}
  ? { readonly [I in keyof L]: ValueOf<L[I]> }
  : readonly []
