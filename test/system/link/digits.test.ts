import { expect, test, vi } from 'vitest'
import { linkTest } from '../../support/link-test.ts'
import { MESSAGES } from './shapes/shape.ts'

// What their JSON holds beside our kinds stays as it is.

const { start } = linkTest()

const THEIRS = '{"cost": 1.10, "sent": "2025-11-25T08:00:00Z", "provider_id": 9007199254740993}'
const EMPTY = { delivered: '2025-11-25T09:00:00Z', read: '2025-11-25T09:00:00Z' }

test.each([
  ['JSONB', `'${THEIRS}'`],
  ['JSON', `'${THEIRS}'`],
  ['TEXT', `'${THEIRS}'`],
  ['VARCHAR(300)', `'${THEIRS}'`],
  ['JSONB', `to_jsonb('${THEIRS}'::text)`],
])('numbers in a status of type %s keep every digit: %s', async (type, value) => {
  const it = await start(`${MESSAGES.replace('JSONB', type)}
    INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.1', ${value}), ('wamid.2', '{}'), ('wamid.3', NULL)`)
  expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0, err: '' })
  for (const id of ['wamid.1', 'wamid.2', 'wamid.3'])
    await it.service.post({ statuses: [{ id, status: 'read', timestamp: '1764061200' }] })
  const statusOf = async (id: string) =>
    (await it.service.pool.query(`SELECT status::text FROM broadcasts_messages WHERE message_id = '${id}'`))
      .rows[0].status
  await vi.waitFor(
    async () => expect(JSON.parse((await statusOf('wamid.1')) ?? '{}')).toHaveProperty('read'),
    { timeout: 60_000 },
  )
  const shown = await statusOf('wamid.1')
  expect(shown).toMatch(/"provider_id": ?9007199254740993\b/)
  expect(shown).toMatch(/"cost": ?1\.10\b/)
  for (const id of ['wamid.2', 'wamid.3'])
    await vi.waitFor(async () => expect(JSON.parse((await statusOf(id)) ?? '{}')).toEqual(EMPTY), {
      timeout: 60_000,
    })
  expect(await it.refused()).toEqual([])
})
