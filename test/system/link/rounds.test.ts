import { expect, test } from 'vitest'
import { eventually, linkTest, post, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// Nothing of theirs has the link go round without end.

const { link } = linkTest()

const FIRST = 'SELECT status FROM campaign_recipients WHERE id = 1'
/** How many notes were ever made: a loop makes some with every round. */
const notes = async (it: LinkedService) =>
  Number((await rowsOf(it, 'SELECT last_value AS n FROM bluetick.external_changes_id_seq'))[0].n)

test.each([
  ['added', 'ALTER TABLE campaign_recipients ADD failure_code TEXT'],
  ['added with a default', `ALTER TABLE campaign_recipients ADD failure_code TEXT DEFAULT 'none'`],
  ['dropped', 'ALTER TABLE campaign_recipients DROP failed_at'],
  ['renamed and brought back', 'ALTER TABLE campaign_recipients RENAME failed_at TO gone_at'],
])('a column that is %s while linked: the row is written, and nothing goes round', async (_, change) => {
  const it = await link(
    `${MESSAGES} ${RECIPIENTS} UPDATE campaign_recipients SET failed_at = now() WHERE id = 1`,
  )
  await rowsOf(it, change)
  await post(it.service, 'wamid.1', 'read')
  await eventually(async () => expect(await rowsOf(it, FIRST)).toEqual([{ status: 'read' }]))
  if (change.includes('RENAME'))
    await rowsOf(it, 'ALTER TABLE campaign_recipients RENAME gone_at TO failed_at')
  // Their row is read anew, and written again.
  await rowsOf(it, `UPDATE campaign_recipients SET status = 'pending' WHERE id = 1`)
  await eventually(async () => expect(await rowsOf(it, FIRST)).toEqual([{ status: 'read' }]))
  expect(await it.refused()).toEqual([])
  expect(await notes(it)).toBeLessThan(20)
})

test('a value that reads differently each time is listed, and nothing goes round', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}
    CREATE TYPE reason AS RANGE (subtype = int4);
    CREATE FUNCTION shown(reason) RETURNS json LANGUAGE sql VOLATILE AS 'SELECT to_json(clock_timestamp())';
    CREATE CAST (reason AS json) WITH FUNCTION shown(reason);
    ALTER TABLE campaign_recipients ADD failure_code reason DEFAULT '[1,2)'`)
  await post(it.service, 'wamid.1', 'read')
  await post(it.service, 'wamid.2', 'read')
  await eventually(async () => {
    const refused = await it.refused()
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused)
      expect(one).toMatchObject({
        table: 'campaign_recipients',
        code: 'not-written',
        message: expect.stringContaining('reads differently'),
      })
  })
  await eventually(async () => expect(await it.status()).toMatchObject({ outbox: 0 }))
  expect(await notes(it)).toBeLessThan(60)
})
