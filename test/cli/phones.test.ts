import { afterAll, beforeAll, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
let env: Record<string, string>
beforeAll(async () => {
  subject = await postgresSubject()
  env = { DATABASE_URL: subject.url }
  await bluetick(['campaign', 'create', 'c', '--name', 'Holi'], env)
  // As an earlier version stored them.
  await subject.pool.query(`
    INSERT INTO public.campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
    VALUES ('c', '+9198123456780', 'm1'), ('c', '+919812345679', 'm2'), ('c', '+9812345670', NULL), ('c', '+12', NULL)`)
  await bluetick(['reconcile'], env)
})
afterAll(() => subject.close())

const numbers = async () => {
  const { rows } = await subject.pool.query('SELECT phone_number FROM public.campaign_recipients ORDER BY id')
  return rows.map(({ phone_number }) => phone_number)
}

test('numbers that an earlier version stored are told, and fixed where somebody asks for it', async () => {
  const before = await numbers()
  const check = await bluetick(['phones', 'check', '--country', 'in', '--json'], env)
  expect(check.code).toBe(1)
  expect(JSON.parse(check.out)).toMatchObject({
    ...{ fix: false, found: 3, fixable: 2, fixed: 0 },
    recipients: [
      { stored: '+9198123456780', meant: '+919812345678' },
      { stored: '+9812345670', meant: '+919812345670' },
      { stored: '+12', meant: null, remark: expect.stringMatching(/./) },
    ],
  })
  expect(await numbers()).toEqual(before)
  const fix = await bluetick(['phones', 'check', '--country', 'IN', '--fix'], env)
  expect(fix).toMatchObject({ code: 1, out: expect.stringContaining('2 fixed') })
  expect(await numbers()).toEqual(['+919812345678', '+919812345679', '+919812345670', '+12'])
  const again = await bluetick(['phones', 'check', '--country', 'IN', '--fix'], env)
  expect(again).toMatchObject({ code: 1, out: expect.stringContaining('0 fixed') })
  expect(await bluetick(['verify'], env)).toMatchObject({ code: 0 })
})

test('what cannot be asked is refused', async () => {
  expect(await bluetick(['phones', 'check', '--country', 'India'], env)).toMatchObject({ code: 2 })
  expect(await bluetick(['phones', 'check', '--campaign', 'nowhere'], env)).toMatchObject({ code: 1 })
})
