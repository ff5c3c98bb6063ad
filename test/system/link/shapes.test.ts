import { afterEach, describe, expect, test, vi } from 'vitest'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'
import { metaBody } from '../../support/meta-body.ts'
import { pgDump } from '../../support/pg-dump.ts'
import { TEST_API_TOKEN } from '../../support/service.ts'
import { FRAMEWORKS } from './shapes/frameworks.ts'
import { HABITS } from './shapes/habits.ts'
import { ODDITIES } from './shapes/oddities.ts'
import type { TheirShape } from './shapes/shape.ts'
import { STRUCTURES } from './shapes/structures.ts'
import { TYPES } from './shapes/types.ts'

// The service on tables as people have them: right figures, written back in their types and words, nothing left behind.

const AT = 1764061200
const COUNTERS = { recipients: 3, pending: 1, sent: 1, delivered: 1, read: 1, failed: 1 }

/** All that is not Bluetick's. */
const THEIR_SCHEMA = ['--schema-only', '--exclude-schema=bluetick']

let linked: LinkedService | undefined
afterEach(async () => {
  await linked?.stop()
  linked = undefined
})

describe.each([
  ['frameworks', FRAMEWORKS],
  ['types', TYPES],
  ['structures', STRUCTURES],
  ['habits', HABITS],
  ['oddities', ODDITIES],
])('%s', (_, shapes) => {
  test.each(shapes)('$name', { timeout: 180_000 }, async (shape) => {
    let before = ''
    linked = await startLinkedService(shape.tables, {
      role: shape.role,
      onTables: async (url) => {
        before = await pgDump(url, THEIR_SCHEMA)
      },
    })
    await check(linked, shape)
    expect((await linked.bluetick(['unlink'])).code).toBe(0)
    expect(await pgDump(linked.databaseUrl, THEIR_SCHEMA)).toBe(before)
  })
})

async function check({ service, bluetick, refused }: LinkedService, shape: TheirShape): Promise<void> {
  const findings = (await bluetick(['link'])).out
  for (const sentence of shape.findings ?? []) expect(findings).toContain(sentence)
  const linking = await bluetick(['link', '--yes'])
  expect(linking.err).toBe('')
  expect(linking.code).toBe(0)

  await service.post({ statuses: [{ id: 'wamid.1', status: 'delivered', timestamp: String(AT) }] })
  await service.post(metaBody([{ id: 'wamid.1', status: 'read', timestamp: String(AT + 60) }]))
  await service.post(metaBody([{ id: 'wamid.2', status: 'failed', timestamp: String(AT) }]))
  await service.post(
    metaBody([{ id: 'wamid.9', status: 'sent', timestamp: String(AT), recipient_id: '919812345609' }]),
  )

  const eventually = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 30_000 })
  for (const [query, rows] of shape.shows)
    await eventually(async () => expect((await service.pool.query(query)).rows).toEqual(rows))
  await eventually(async () => {
    const codes = (await refused()).map((failure) => failure.code)
    expect([...new Set(codes)]).toEqual(shape.refused ?? [])
  })

  const counters = shape.counters ?? COUNTERS
  const answer = await fetch(`${service.url}/api/campaigns/${shape.campaign}`, {
    headers: { authorization: `Bearer ${TEST_API_TOKEN}` },
  })
  expect(await answer.json()).toMatchObject({ counters })
  const printed = await bluetick(['campaign', 'show', shape.campaign, '--json'])
  expect(JSON.parse(printed.out)).toMatchObject({ counters })
}
