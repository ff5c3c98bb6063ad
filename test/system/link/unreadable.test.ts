import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import { RECIPIENTS } from './shapes/shape.ts'

// What PostgreSQL itself can read in no other type than its own: it costs only its row.

const { link } = linkTest()

const AT = '2025-11-25T09:00:00Z'
const MESSAGES = `CREATE TABLE broadcasts_messages (id SERIAL PRIMARY KEY, message_id TEXT UNIQUE, status JSON);`
const STATUSES = 'SELECT status FROM campaign_recipients ORDER BY id'

test.each([
  ['a NUL', String.raw`{"note": "\u0000", "sent": "2025-11-25T08:00:00Z"}`],
  ['half a character', String.raw`{"note": "\ud800", "sent": "2025-11-25T08:00:00Z"}`],
  ['a number beyond all bounds', `{"note": 1e200000, "sent": "2025-11-25T08:00:00Z"}`],
])('JSON of theirs with %s is read all the same, and not written over', async (_, status) => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}
    INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.1', '${status}'), ('wamid.2', '{"sent": "2025-11-25T08:00:00Z"}')`)
  await eventually(async () =>
    expect(await rowsOf(it, STATUSES)).toEqual(['sent', 'sent', 'pending'].map((one) => ({ status: one }))),
  )
  for (const id of ['wamid.1', 'wamid.2', 'wamid.9']) await post(it.service, id, 'read')
  await eventually(async () =>
    expect(await rowsOf(it, STATUSES)).toEqual(['read', 'read', 'pending'].map((one) => ({ status: one }))),
  )
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT message_id, status::text FROM broadcasts_messages ORDER BY 1')).toEqual([
      { message_id: 'wamid.1', status },
      { message_id: 'wamid.2', status: expect.stringContaining(`"read": "${AT}"`) },
      { message_id: 'wamid.9', status: expect.stringContaining(`"read": "${AT}"`) },
    ]),
  )
  await eventually(async () =>
    expect(await it.refused()).toMatchObject([
      { table: 'broadcasts_messages', message: expect.stringMatching(/^status: /) },
    ]),
  )
  // Also when all rows are read anew.
  await rowsOf(it, `UPDATE broadcasts_messages SET status = '${status}' WHERE message_id = 'wamid.9'`)
  await eventually(async () => expect(await it.refused()).toHaveLength(2))
  expect(await it.status()).toMatchObject({ outbox: 0, changes: 0 })
})
