import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseRule } from '../../src/domain/alerts/parse-rule.ts'
import { type AlertBench, openAlertBench } from './alert-bench.ts'
import { MINUTE_MS } from './builders.ts'
import { createProbe, PROBE, type Probe } from './probe.ts'

const rules = [PROBE]

let bench: AlertBench
let probe: Probe
beforeAll(async () => {
  bench = await openAlertBench()
  probe = await createProbe(bench)
})
afterAll(() => bench.close())
beforeEach(() => bench.clear())

async function ticks(count: number) {
  for (let i = 0; i < count; i++) await bench.tick(rules)
}

const words = () =>
  bench.sent.map(({ content }) => content.subject.replace(/^.*\[\w+ \S+ ([a-z ]+), .*$/, '$1'))

describe('the mail server', () => {
  test('is away for an hour: all mails leave afterwards, in order, none twice, and what was over by then in one', async () => {
    await probe(1)
    await ticks(3)
    bench.answer = () => ({ kind: 'deferred', error: 'ECONNREFUSED', wholeServer: true })
    await probe(0)
    await ticks(10)
    await probe(1)
    await ticks(5)
    await probe(0)
    await ticks(45)
    expect(words()).toEqual(['firing'])
    bench.answer = undefined
    await ticks(3)
    expect(words()).toEqual(['firing', 'resolved', 'fired and resolved'])
    expect(new Set(bench.sent.map(({ messageId }) => messageId)).size).toBe(3)
  })

  test('refuses one mail: the next ones do not wait for it, and it is tried again', async () => {
    await probe(1)
    bench.answer = () => ({ kind: 'refused', error: '550', wholeServer: false })
    await ticks(3)
    bench.answer = undefined
    await probe(0)
    await ticks(1)
    expect(words()).toEqual(['resolved'])
    await ticks(20)
    expect(words()).toEqual(['resolved', 'firing'])
  })

  test('took a mail that nobody could record: the second copy has the same Message-ID and the same words', async () => {
    await probe(1)
    const tried: string[] = []
    bench.answer = (mail) => {
      tried.push(`${mail.messageId} ${mail.content.subject}`)
      return { kind: 'unknown', error: 'closed after DATA', wholeServer: true }
    }
    await ticks(3)
    bench.answer = (mail) => {
      tried.push(`${mail.messageId} ${mail.content.subject}`)
      return { kind: 'sent' }
    }
    await probe(0)
    await ticks(4)
    expect(tried[1]).toBe(tried[0])
    expect(words()).toEqual(['firing', 'resolved'])
  })

  test('is with a replica that died over a mail: another one sends it when the lease is over', async () => {
    await probe(1)
    bench.nowMs += MINUTE_MS
    for (let i = 0; i < 3; i++, bench.nowMs += MINUTE_MS) await bench.evaluate(rules)
    bench.answer = () => {
      throw new Error('killed')
    }
    await expect(bench.deliver()).rejects.toThrow('killed')
    bench.answer = undefined
    await bench.deliver()
    expect(words()).toEqual([])
    bench.nowMs += 3 * MINUTE_MS
    await bench.deliver()
    expect(words()).toEqual(['firing'])
  })
})

describe('threads and groups', () => {
  test('all mails of an episode refer to the same thread', async () => {
    await probe(1)
    await ticks(64)
    await probe(0)
    await ticks(1)
    expect(words()).toEqual(['firing', 'reminder', 'resolved'])
    const threads = new Set(bench.sent.map(({ content }) => content.references.join(' ')))
    expect(threads.size).toBe(1)
    expect(new Set(bench.sent.map(({ messageId }) => messageId)).size).toBe(3)
  })

  test('alerts of one moment and severity are one mail; a storm becomes a digest', async () => {
    const many = parseRule(
      'many',
      "--! severity: warning\n--! fire: rows\nSELECT 'c' || n AS campaign, n AS value FROM probe, generate_series(1, value::int) n",
    )
    await probe(3)
    await bench.tick([many])
    expect(bench.sent).toHaveLength(1)
    expect(bench.sent[0]?.content.subject).toContain('3 alerts')
    for (let i = 4; i < 60; i++) {
      await probe(i)
      await bench.tick([many])
    }
    // Twenty mails, then at most a digest every ten minutes; nothing is lost.
    expect(bench.sent.length).toBeGreaterThan(20)
    expect(bench.sent.length).toBeLessThanOrEqual(26)
    expect(bench.sent.at(-1)?.content.subject).toMatch(/^\d+ alerts, worst: .* digest, /)
    // What is critical does not wait for the digest.
    const before = bench.sent.length
    await probe(1)
    bench.nowMs += MINUTE_MS
    await bench.evaluate([
      parseRule('urgent', '--! severity: critical\n--! fire: value > 0\nSELECT value FROM probe'),
    ])
    await bench.deliver()
    expect(bench.sent).toHaveLength(before + 1)
    expect(bench.sent.at(-1)?.content.text).toContain('FIRING  critical  urgent')
    bench.nowMs += 11 * MINUTE_MS
    await bench.deliver()
    const notified = new Set(bench.sent.flatMap(({ content }) => content.text.match(/\bc\d+\b/g) ?? []))
    expect(notified.size).toBe(59)
  })
})
