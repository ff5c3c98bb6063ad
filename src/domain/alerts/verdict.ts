import { boundIn, holds } from './condition.ts'
import { mainFigure, type Rule, type RuleRow, samplesOf } from './rule.ts'
import { MIN_CONCLUSIVE_SAMPLES, rulesOutChance } from './small-sample.ts'

/**
 * What a row says: `fire` and `clear` as the rule has it, `between` the two thresholds, `unclear` where the
 * sample is too small to say, `nothing` where there is no figure at all.
 */
export type Verdict = 'fire' | 'clear' | 'between' | 'unclear' | 'nothing'

/** Weighs one row of a rule's answer. */
export function weigh(rule: Rule, row: RuleRow): Verdict {
  const samples = samplesOf(row)
  const few = samples !== undefined && samples < rule.minSamples
  if (rule.fire === 'rows') return few ? 'unclear' : 'fire'
  if (mainFigure(row) === null || samples === 0) return 'nothing'
  const fires = holds(rule.fire, row)
  if (fires === undefined) return 'nothing'
  const clear = rule.resolve === undefined ? !fires : holds(rule.resolve, row) === true
  if (!few) return fires ? 'fire' : clear ? 'clear' : 'between'
  if (fires) return isNoChance(rule, row, samples) ? 'fire' : 'unclear'
  return clear && samples >= MIN_CONCLUSIVE_SAMPLES ? 'clear' : 'unclear'
}

/** Only a rate can be tested against chance: its own comparison, whatever else must hold beside it. */
function isNoChance(rule: Rule, row: RuleRow, samples: number): boolean {
  const value = mainFigure(row)
  if (rule.unit !== '%' || rule.fire === 'rows' || value === null) return false
  return rule.fire.some(({ column, operator, bound }) => {
    const threshold = boundIn(row, bound)
    if (column !== 'value' || threshold === undefined) return false
    if (operator.startsWith('<')) return rulesOutChance(value, samples, threshold)
    return operator.startsWith('>') && rulesOutChance(value, samples, threshold, 'above')
  })
}
