import { describe, expect, test } from 'vitest'
import { binomialTail, MAX_CHANCE, rulesOutChance } from '../../src/domain/alerts/small-sample.ts'
import { weigh } from '../../src/domain/alerts/verdict.ts'
import { row, ruleOf } from './builders.ts'

const rule = ruleOf({ 'min-samples': '50', unit: '%', resolve: 'value >= 92' })

describe('small samples', () => {
  test('the binomial tail agrees with known values', () => {
    expect(binomialTail(5, 2, 0.9)).toBeCloseTo(0.00856, 6)
    expect(binomialTail(10, 7, 0.9)).toBeCloseTo(0.0701908, 6)
    expect(binomialTail(5, 4, 0.95)).toBeCloseTo(1 - 0.95 ** 5, 9)
    expect(binomialTail(100_000, 89_000, 0.9)).toBeLessThan(1e-20)
  })

  test.each([
    [0, 1, 'unclear'],
    [0, 4, 'unclear'],
    [0, 5, 'unclear'],
    [0, 7, 'fire'],
    [2, 10, 'fire'],
    [3, 10, 'unclear'],
    [44, 49, 'unclear'],
    [44, 50, 'fire'],
    [45, 50, 'between'],
    [46, 50, 'clear'],
    [5, 5, 'clear'],
    [4, 4, 'unclear'],
    [0, 0, 'nothing'],
  ] as const)('%i of %i is "%s"', (delivered, samples, verdict) => {
    const value = samples === 0 ? null : (100 * delivered) / samples
    expect(weigh(rule, row(value, { samples }))).toBe(verdict)
  })

  test('fires exactly where a false alarm in a week of evaluations is below one in a hundred, for every small sample', () => {
    for (let n = 1; n < 50; n++) {
      for (let k = 0; k / n < 0.9; k++) {
        const expected = n >= 5 && binomialTail(n, k, 0.9) < MAX_CHANCE
        expect(rulesOutChance((100 * k) / n, n, 90), `${k} of ${n}`).toBe(expected)
      }
    }
  })

  test('a share above its threshold is tested against chance too', () => {
    const rejects = ruleOf({ fire: 'value > 5 and rejects >= 3', 'min-samples': '400', unit: '%' })
    const verdict = (rejected: number, samples: number) =>
      weigh(rejects, {
        labels: {},
        figures: { value: (100 * rejected) / samples, samples, rejects: rejected },
      })
    expect(verdict(4, 40)).toBe('unclear')
    expect(verdict(12, 40)).toBe('fire')
    expect(verdict(2, 2)).toBe('unclear')
  })

  test('a figure that is no rate never fires on a small sample', () => {
    const slow = ruleOf({ fire: 'value > 30', 'min-samples': '20', unit: 's' })
    expect(weigh(slow, row(500, { samples: 19 }))).toBe('unclear')
    expect(weigh(slow, row(500, { samples: 20 }))).toBe('fire')
  })
})
