import { expect, test } from 'vitest'
import { eventually, linkTest, rowsOf } from '../../support/link-test.ts'
import { MESSAGES, RECIPIENTS } from './shapes/shape.ts'

// Rows that a policy hides from the role cannot be listed one by one: that there may be some is said.

const { link } = linkTest()

const SENTENCE = 'Row level security may hide rows from the role'
const POLICY =
  'ALTER TABLE campaign_recipients ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON campaign_recipients'

test('before and while a table is linked', async () => {
  const it = await link(`${MESSAGES} ${RECIPIENTS}`, { role: 'rows only' })
  expect((await it.bluetick(['link'])).out).not.toContain(SENTENCE)
  expect((await it.bluetick(['link', 'status'])).out).not.toContain(SENTENCE)
  const own = 'SELECT count(*)::int AS n FROM bluetick.campaign_recipients'
  expect(await rowsOf(it, own)).toEqual([{ n: 3 }])

  await rowsOf(it, `${POLICY} USING (id <> 2)`)
  expect((await it.bluetick(['link'])).out).toContain(SENTENCE)
  expect((await it.bluetick(['link', 'status'])).out).toContain(`public.campaign_recipients: ${SENTENCE}`)
  expect((await it.status())['tables']).toMatchObject([{ hides_rows: false }, { hides_rows: true }])
  await eventually(async () => expect(await rowsOf(it, own)).toEqual([{ n: 2 }]))

  // One that shows all hides nothing.
  await rowsOf(it, 'ALTER POLICY mine ON campaign_recipients USING (true)')
  expect((await it.bluetick(['link', 'status'])).out).not.toContain(SENTENCE)
  await eventually(async () => expect(await rowsOf(it, own)).toEqual([{ n: 3 }]))
})
