import { expect, test } from 'vitest'
import { eventually, linkTest, rowsOf } from '../../support/link-test.ts'
import { RECIPIENTS } from './shapes/shape.ts'

// Counters of their campaigns are ours where recipients are, and theirs where never any were.

const { start } = linkTest()

test('a campaign whose last recipients are deleted goes back to zero; one that never had any keeps its own', async () => {
  const it = await start(`${RECIPIENTS}
    CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, name TEXT, messages_read INT, messages_pending INT);
    INSERT INTO marketing_campaigns VALUES ('c1', 'Holi', 3, 9), ('of others', 'Diwali', 3, 9)`)
  expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0, err: '' })
  await it.service.post({ statuses: [{ id: 'wamid.1', status: 'read', timestamp: '1764061200' }] })
  const counters = async () =>
    (await rowsOf(it, 'SELECT messages_read, messages_pending FROM marketing_campaigns ORDER BY id')).map(
      (row) => Object.values(row),
    )
  await eventually(async () =>
    expect(await counters()).toEqual([
      [1, 2],
      [3, 9],
    ]),
  )
  await rowsOf(it, 'DELETE FROM campaign_recipients')
  await eventually(async () =>
    expect(await counters()).toEqual([
      [0, 0],
      [3, 9],
    ]),
  )
  // Both are looked at once more.
  await rowsOf(it, `UPDATE marketing_campaigns SET name = name || '!', messages_read = 5`)
  await eventually(async () =>
    expect(await counters()).toEqual([
      [0, 0],
      [5, 9],
    ]),
  )
  expect(await it.refused()).toEqual([])
})
