import { expect, test, vi } from 'vitest'
import { linkTest, rowsOf } from '../../support/link-test.ts'
import type { LinkedService } from '../../support/linked.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// A role that may make triggers on tables that it does not own could never take them away.

const { start } = linkTest()

const POLLED =
  'The role does not own it, so it could not take a trigger away again: changes are found by polling all rows.'
const triggersOf = (it: LinkedService) =>
  rowsOf(
    it,
    "SELECT tgrelid::regclass::text AS name FROM pg_trigger WHERE tgname = 'bluetick_note_change' ORDER BY 1",
  )

test('tables of another owner are polled, which is said beforehand, and unlinked whole', {
  timeout: 120_000,
}, async () => {
  const it = await start(`${MESSAGES} ${RECIPIENTS}`, { role: 'rows and triggers' })
  expect((await it.bluetick(['link'])).out.split(POLLED)).toHaveLength(3)
  expect(await it.bluetick(['link', '--yes'])).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('Without a trigger, so polled: broadcasts_messages, campaign_recipients.'),
  })
  expect(await triggersOf(it)).toEqual([])
  await rowsOf(it, "INSERT INTO campaign_recipients (campaign_id) VALUES ('c2')")
  await vi.waitFor(
    async () =>
      expect(
        await rowsOf(it, "SELECT campaign_id FROM bluetick.campaign_recipients WHERE campaign_id = 'c2'"),
      ).toHaveLength(1),
    { timeout: 30_000 },
  )
  expect(await it.bluetick(['unlink'])).toMatchObject({ code: 0, out: expect.not.stringContaining('DROP') })
})

test('a link that made such triggers ends; what the owner has to do is said, and they do nothing any more', {
  timeout: 120_000,
}, async () => {
  const it = await start(`${MESSAGES} ${RECIPIENTS}`, { role: 'rows and triggers' })
  expect((await it.bluetick(['link', '--yes'])).code).toBe(0)
  // As former versions made it.
  await rowsOf(
    it,
    `CREATE TRIGGER bluetick_note_change AFTER INSERT OR UPDATE OR DELETE ON campaign_recipients FOR EACH ROW
     EXECUTE FUNCTION bluetick.note_external_change('campaign_recipients', 'id')`,
  )
  const { code, out } = await it.bluetick(['unlink'])
  expect(code).toBe(0)
  const statement = 'DROP TRIGGER bluetick_note_change ON public.campaign_recipients;'
  expect(out).toContain(statement)
  expect((await it.bluetick(['link', 'status'])).out).toBe('Nothing is linked.\n')

  await rowsOf(it, "INSERT INTO campaign_recipients (campaign_id) VALUES ('c2')")
  expect(await rowsOf(it, 'SELECT FROM bluetick.external_changes')).toEqual([])
  await rowsOf(it, statement)
  expect(await triggersOf(it)).toEqual([])
})
