import pg from 'pg'
import { afterEach, expect, test, vi } from 'vitest'
import { type LinkedService, startLinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// Rows of theirs that somebody has locked, or is about to insert: they wait, and nothing else does.

const CAMPAIGNS = `CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, messages_read INT DEFAULT 7);
  INSERT INTO marketing_campaigns VALUES ('c1'), ('of others');`

let linked: LinkedService | undefined
const clients: pg.Client[] = []
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end()
  await linked?.stop()
  linked = undefined
})

async function link(tables: string): Promise<LinkedService> {
  linked = await startLinkedService(tables)
  expect(await linked.bluetick(['link', '--yes'])).toMatchObject({ code: 0, err: '' })
  return linked
}
const rowsOf = ({ service }: LinkedService, sql: string) => service.pool.query(sql).then(({ rows }) => rows)
const post = ({ service }: LinkedService, id: string, status: string) =>
  service.post({ statuses: [{ id, status, timestamp: '1764061200' }] })
const eventually = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 60_000 })

/** A transaction of theirs that stays open until it is committed, or the test ends. */
async function opened({ databaseUrl }: LinkedService, sql: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, options: '-c search_path=public' })
  client.on('error', () => undefined)
  await client.connect()
  clients.push(client)
  await client.query(`BEGIN; ${sql}`)
  return client
}

test('rows that somebody has locked are tried again: counters, recipients, and one of two rows of a message', async () => {
  const it = await link(`${MESSAGES.replace('UNIQUE ', '')} ${RECIPIENTS} ${CAMPAIGNS}
    INSERT INTO broadcasts_messages (message_id) VALUES ('wamid.1'), ('wamid.1')`)
  const theirs = await opened(
    it,
    `SELECT FROM marketing_campaigns FOR UPDATE; SELECT FROM campaign_recipients FOR UPDATE;
     SELECT FROM broadcasts_messages WHERE id = 1 FOR UPDATE`,
  )
  await post(it, 'wamid.1', 'read')
  const listed = ['broadcasts_messages', 'campaign_recipients', 'marketing_campaigns']
  await eventually(async () => {
    const refused = await it.refused()
    expect(refused.map((one) => ('table' in one ? one.table : undefined)).toSorted()).toEqual(listed)
    for (const { code } of refused) expect(code).toBe('not-written')
  })
  const read = { delivered: '2025-11-25T09:00:00Z', read: '2025-11-25T09:00:00Z' }
  const statuses = 'SELECT status FROM broadcasts_messages ORDER BY id'
  expect(await rowsOf(it, statuses)).toEqual([{ status: null }, { status: read }])
  await theirs.query('COMMIT')
  await it.bluetick(['link', 'retry'])
  await eventually(async () =>
    expect(await rowsOf(it, statuses)).toEqual([{ status: read }, { status: read }]),
  )
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT status FROM campaign_recipients ORDER BY id LIMIT 1')).toEqual([
      { status: 'read' },
    ]),
  )
  await eventually(async () =>
    expect(await rowsOf(it, 'SELECT id, messages_read AS n FROM marketing_campaigns ORDER BY 1')).toEqual([
      { id: 'c1', n: 1 },
      { id: 'of others', n: 7 },
    ]),
  )
  await eventually(async () => expect(await it.refused()).toEqual([]))
})
