import { holds } from './condition.ts'
import { mainFigure, type Row, type Rule, samplesOf } from './rule.ts'
import { MIN_CONCLUSIVE_SAMPLES, rulesOutChance } from './small-sample.ts'

/**
 * What a row says: `fire` and `clear` as the rule has it, `between` the two thresholds, `unclear` where the
 * sample is too small to say, `nothing` where there is no figure at all.
 */
export type Verdict = 'fire' | 'clear' | 'between' | 'unclear' | 'nothing'

/** Weighs one row of a rule's answer. */
export function weigh(rule: Rule, row: Row): Verdict {
  const samples = samplesOf(row)
  const few = samples !== undefined && samples < rule.minSamples
  if (rule.fire === 'rows') return few ? 'unclear' : 'fire'
  const fires = holds(rule.fire, row)
  if (fires === undefined || samples === 0) return 'nothing'
  const clear = rule.resolve === undefined ? !fires : holds(rule.resolve, row) === true
  if (!few) return fires ? 'fire' : clear ? 'clear' : 'between'
  if (fires) return isNoChance(rule, row, samples) ? 'fire' : 'unclear'
  return clear && samples >= MIN_CONCLUSIVE_SAMPLES ? 'clear' : 'unclear'
}

/** Only a rate that falls below its threshold can be tested against chance. */
function isNoChance(rule: Rule, row: Row, samples: number): boolean {
  const [only] = rule.fire
  const value = mainFigure(row)
  if (rule.unit !== '%' || typeof only !== 'object' || rule.fire.length !== 1 || value === null) return false
  const isRate = only.column === 'value' && (only.operator === '<' || only.operator === '<=')
  return isRate && rulesOutChance(value, samples, only.threshold)
}
