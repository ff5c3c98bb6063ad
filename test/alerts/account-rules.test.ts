import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createAccountStore } from '../../src/adapters/postgres/account/account-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import type { AccountEvent } from '../../src/domain/account/event.ts'
import { type AlertBench, openAlertBench, shippedRule } from './alert-bench.ts'
import { MINUTE_MS } from './builders.ts'

let bench: AlertBench
beforeAll(async () => {
  bench = await openAlertBench()
})
afterAll(() => bench.close())
beforeEach(async () => {
  await bench.clear()
  await bench.pool.query('TRUNCATE bluetick.account_events')
})

/** News so many minutes ago. */
async function news(minutesAgo: number, event: Omit<AccountEvent, 'occurrence'>) {
  const store = createAccountStore(bench.pool, loadStatements(AS_WRITTEN))
  const occurrence = { atMs: bench.nowMs - minutesAgo * MINUTE_MS, estimated: false }
  await store.keepEvents([{ ...event, occurrence }])
}

async function run(name: string, minutes: number): Promise<readonly string[]> {
  const rule = shippedRule(name)
  for (let i = 0; i < minutes; i++) await bench.tick([rule])
  return (await bench.store.alerts()).filter((alert) => alert.rule === name).map(({ phase }) => phase)
}

describe('account-stopped', () => {
  const restricted = {
    kind: 'account-status',
    effect: 'stops',
    subject: '300220011000',
    value: 'ACCOUNT_RESTRICTION',
  } as const

  test('fires while the account is restricted, and resolves when it is free again', async () => {
    expect(await run('account-stopped', 2)).toEqual([])
    await news(1, restricted)
    expect(await run('account-stopped', 2)).toEqual(['firing'])
    await news(0, { ...restricted, effect: 'frees', value: 'REINSTATE' })
    expect(await run('account-stopped', 15)).toEqual(['resolved'])
  })

  test('does not mind the order in which the two come, nor a restriction that has ended', async () => {
    await news(1, { ...restricted, effect: 'frees', value: 'REINSTATE' })
    await news(5, restricted)
    await news(3, { ...restricted, subject: 'another', untilMs: bench.nowMs - MINUTE_MS })
    expect(await run('account-stopped', 2)).toEqual([])
  })

  test('fires at an error of the whole account, for an hour after the last', async () => {
    await news(1, { kind: 'account-error', effect: 'stops', subject: '131042', value: '131042' })
    await news(1, { kind: 'account-error', effect: 'informs', subject: '130429', value: '130429' })
    expect(await run('account-stopped', 2)).toEqual(['firing'])
    expect(await run('account-stopped', 75)).toEqual(['resolved'])
  })
})

test('template-stopped fires for each template that was paused, and resolves when it is approved again', async () => {
  const paused = { kind: 'template-status', effect: 'stops', subject: 'offer (en)', value: 'PAUSED' } as const
  await news(2, paused)
  await news(2, { ...paused, subject: 'greeting (hi)' })
  expect(await run('template-stopped', 2)).toEqual(['firing', 'firing'])
  await news(0, { ...paused, effect: 'frees', value: 'APPROVED' })
  expect((await run('template-stopped', 2)).toSorted()).toEqual(['firing', 'resolved'])
})

test('sending-at-risk warns of falling quality, and of nothing that informs only', async () => {
  const flagged = {
    kind: 'number-quality',
    effect: 'warns',
    subject: '+15550100999',
    value: 'FLAGGED',
  } as const
  await news(2, { ...flagged, effect: 'informs', value: 'ONBOARDING' })
  expect(await run('sending-at-risk', 10)).toEqual([])
  await news(1, flagged)
  expect(await run('sending-at-risk', 10)).toEqual(['firing'])
  await news(0, { ...flagged, effect: 'frees', value: 'UNFLAGGED' })
  expect(await run('sending-at-risk', 10)).toEqual(['resolved'])
})
