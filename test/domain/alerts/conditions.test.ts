import { describe, expect, test } from 'vitest'
import { columnsOf, formatCondition, holds, parseCondition } from '../../../src/domain/alerts/condition.ts'
import { retirementOf, rulesToRetire } from '../../../src/domain/alerts/retire.ts'
import { MAX_SILENCE_DAYS, whyNotSilenced } from '../../../src/domain/alerts/silence.ts'
import { weigh } from '../../../src/domain/alerts/verdict.ts'
import { isWorse } from '../../../src/domain/alerts/worsening.ts'
import { MINUTE_MS, row, ruleOf, START_MS } from '../../alerts/builders.ts'

const figures = (given: Readonly<Record<string, number | null>>) => ({ labels: {}, figures: given })

describe('conditions', () => {
  test.each<[string, Readonly<Record<string, number | null>>, boolean | undefined]>([
    ['value < 90', { value: 89.9 }, true],
    ['value < 90', { value: 90 }, false],
    ['value <= 90', { value: 90 }, true],
    ['value <= 90', { value: 90.1 }, false],
    ['value > 90', { value: 90 }, false],
    ['value > 90', { value: 91 }, true],
    ['value >= 90', { value: 90 }, true],
    ['value >= 90', { value: 89 }, false],
    ['value = 0', { value: 0 }, true],
    ['value = 0', { value: 1 }, false],
    ['value != 0', { value: 0 }, false],
    ['value != 0', { value: 1 }, true],
    ['value < usual - 3 sigma', { value: 69, usual: 100, sigma: 10 }, true],
    ['value < usual - 3 sigma', { value: 70, usual: 100, sigma: 10 }, false],
    ['value < usual - 3 * sigma + 1', { value: 70.9, usual: 100, sigma: 10 }, true],
    ['value > -5', { value: -4 }, true],
    ['value > + 2.5 usual', { value: 26, usual: 10 }, true],
    ['value > 2.5 usual', { value: 25, usual: 10 }, false],
    ['value > 10 and samples >= 5', { value: 11, samples: 5 }, true],
    ['value > 10 and samples >= 5', { value: 11, samples: 4 }, false],
    ['value > 10 and samples >= 5', { value: 11 }, undefined],
    ['value > 10 and samples >= 5', { value: 9 }, false],
    ['value > 10', { value: null }, undefined],
    ['value > usual', { value: 1, usual: null }, undefined],
    ['value > usual', { value: 1, usual: Number.NaN }, undefined],
    // The first number is the value where no column has that name.
    ['value > 10', { rate: 11 }, true],
  ])('%s of %j is %s', (text, given, expected) => {
    const condition = parseCondition(text)
    expect(condition && holds(condition, figures(given))).toBe(expected)
  })
  test.each([
    '',
    'value',
    'value <',
    'value ~ 3',
    'value < 3 or 4',
    'value < a b',
    'VALUE < 1',
    'value < 3 &',
  ])('%j is none', (text) => expect(parseCondition(text)).toBeUndefined())
  test('say which columns they ask for, and what they say to people', () => {
    const condition = parseCondition('  value  <  usual - 3 sigma and samples >= 5') ?? []
    expect(columnsOf(condition)).toEqual(['value', 'usual', 'sigma', 'samples'])
    expect(formatCondition(condition)).toBe('value < usual - 3 sigma and samples >= 5')
  })
})

describe('verdicts', () => {
  const rate = ruleOf({ fire: 'value < 90', resolve: 'value >= 95', 'min-samples': '1000', unit: '%' })
  test.each([
    [89, 1000, 'fire'],
    [90, 1000, 'between'],
    [95, 1000, 'clear'],
    [null, 1000, 'nothing'],
    [89, 0, 'nothing'],
    // Too few: only what chance does not explain.
    [89, 999, 'unclear'],
    [0, 999, 'fire'],
    [0, 3, 'unclear'],
    [100, 999, 'clear'],
    [92, 999, 'unclear'],
    [100, 1, 'unclear'],
  ])('a rate of %s in %s is %s', (value, samples, verdict) => {
    expect(weigh(rate, row(value, { samples }))).toBe(verdict)
  })
  test('without samples a figure counts as it is; a rate above its bound is tested too, other units are not', () => {
    expect(weigh(rate, row(89))).toBe('fire')
    const failures = ruleOf({ fire: 'value > 10', 'min-samples': '1000', unit: '%' })
    expect(weigh(failures, row(100, { samples: 500 }))).toBe('fire')
    expect(weigh(failures, row(11, { samples: 500 }))).toBe('unclear')
    const seconds = ruleOf({ fire: 'value > 10', 'min-samples': '1000', unit: 's' })
    expect(weigh(seconds, row(100, { samples: 500 }))).toBe('unclear')
    const missing = ruleOf({ fire: 'value > usual' })
    expect(weigh(missing, row(5))).toBe('nothing')
    const present = ruleOf({ fire: 'rows', 'min-samples': '5' })
    expect([
      weigh(present, row(1, { samples: 4 })),
      weigh(present, row(1, { samples: 5 })),
      weigh(present, row(null)),
    ]).toEqual(['unclear', 'fire', 'fire'])
  })
})

describe('much worse', () => {
  const falling = ruleOf({ fire: 'value < 90', unit: '%' })
  const rising = ruleOf({ fire: 'value > 10', unit: '%' })
  const seconds = ruleOf({ fire: 'value > 10', unit: 's' })
  const count = ruleOf({ fire: 'value < 10', unit: '' })
  test.each([
    [falling, 85, 65, true],
    [falling, 85, 65.1, false],
    [falling, 65, 85, false],
    [rising, 20, 40, true],
    [rising, 20, 39.9, false],
    [seconds, 20, 80, true],
    [seconds, 20, 79, false],
    [seconds, 0, 4, true],
    [seconds, 0, 3.9, false],
    [seconds, 20, Number.POSITIVE_INFINITY, true],
    [seconds, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, false],
    [count, 8, 2, true],
    [count, 8, 2.1, false],
    [count, 0, 0, false],
    [falling, undefined, 0, false],
    [falling, 85, undefined, false],
    [ruleOf({ fire: 'rows' }), 1, 100, false],
    [ruleOf({ fire: 'value = 3' }), 1, 100, false],
    [ruleOf({ fire: 'other > 3' }), 1, 100, false],
  ])('%#', (rule, known, value, worse) => expect(isWorse(rule, known, value)).toBe(worse))
})

describe('silences', () => {
  test('are for rules that there are, or for all; the outage cannot be silenced', () => {
    const names = ['delivery-rate-low', 'webhooks-silent']
    expect([whyNotSilenced('*', names), whyNotSilenced('webhooks-silent', names)]).toEqual([
      undefined,
      undefined,
    ])
    expect(whyNotSilenced('webhook-silent', names)).toBe(
      'There is no rule "webhook-silent": there are delivery-rate-low, webhooks-silent, and "*" for all.',
    )
    expect(whyNotSilenced('database-unreachable', names)).toMatch(/cannot be silenced/)
    expect(MAX_SILENCE_DAYS).toBe(31)
  })
})

describe('a rule whose file is gone', () => {
  test('is retired ten minutes after its last evaluation', () => {
    const status = (rule: string, slotMs: number) => ({
      rule,
      slotMs,
      health: 'ok' as const,
      durationMs: 0,
    })
    const statuses = [status('kept', 0), status('gone', START_MS), status('fresh', START_MS + 1)]
    expect(rulesToRetire(statuses, ['kept'], START_MS + 10 * MINUTE_MS)).toEqual(['gone'])
  })
  test('closes what people heard of, with its figures, and nothing else', () => {
    const alert = {
      rule: 'gone',
      severity: 'warning',
      labels: { campaign: 'holi' },
      phase: 'firing',
      sinceMs: START_MS,
      seenAtMs: START_MS,
      episode: 'e1',
      firedAtMs: START_MS,
      announced: true,
      value: 80,
      samples: 5,
      descriptions: { name: 'Holi' },
      summary: 'Low',
    } as const
    expect(retirementOf(alert as never, START_MS + 1)).toEqual([
      {
        kind: 'closed',
        rule: 'gone',
        severity: 'warning',
        labels: { campaign: 'holi' },
        descriptions: { name: 'Holi' },
        episode: 'e1',
        firedAtMs: START_MS,
        conditionSinceMs: START_MS,
        atMs: START_MS + 1,
        summary: 'Final: Low',
        threshold: 'its rule was there',
        unit: '',
        value: 80,
        samples: 5,
        figures: {},
        reason: 'rule-removed',
      },
    ])
    const { summary: _s, value: _v, samples: _n, descriptions: _d, ...bare } = alert
    expect(retirementOf(bare as never, START_MS)).toMatchObject([{ summary: 'Final: gone' }])
    expect(retirementOf({ ...alert, announced: false } as never, START_MS)).toEqual([])
    const { episode: _e, ...unborn } = alert
    expect(retirementOf(unborn as never, START_MS)).toEqual([])
  })
})
