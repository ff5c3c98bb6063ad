import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'
import { number, row, sheetFiles, text } from '../support/workbook.ts'
import { zip } from '../support/zip.ts'

// Lists as people have them, through the API and the command line: what is taken, what is said of it, what comes out again.

let service: TestService
let env: Record<string, string>
let folder: string
beforeAll(async () => {
  service = await startTestService({ DEFAULT_COUNTRY: 'IN' })
  env = { DATABASE_URL: service.pool.options.connectionString ?? '', DEFAULT_COUNTRY: 'IN' }
  folder = await mkdtemp(join(tmpdir(), 'bluetick-lists-'))
})
afterAll(async () => {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
})

const token = { authorization: `Bearer ${TEST_API_TOKEN}` }
const get = (path: string) => request(service.url).get(path).set(token)
const send = (path: string, list: string | Buffer) =>
  request(service.url).post(`/api/campaigns/${path}`).set(token).type('text/csv').send(list)
const makeCampaign = (id: string) =>
  request(service.url).post('/api/campaigns').set(token).send({ id, name: id }).expect(201)
const counters = async (id: string) => (await get(`/api/campaigns/${id}`).expect(200)).body.counters

const LIST =
  'Mobile;Name;Reference;City;status\n9812345678;Ashá;@asha;Pune;new\n9812345679;Ravi;=ravi;;\n12;Nobody;x;;\n'

test('a list says which columns it used, kept and ignored, and its attributes are shown', async () => {
  await makeCampaign('diwali')
  const { body } = await send('diwali/recipients', LIST).expect(200)
  expect(body).toMatchObject({
    lines: 3,
    inserted: 2,
    refused: 1,
    columns: {
      used: { phone: 'Mobile', reference: 'Reference' },
      attributes: ['Name', 'City'],
      ignored: ['status'],
    },
  })
  const { recipients } = (await get('/api/campaigns/diwali/recipients').expect(200)).body
  expect(recipients[0]).toMatchObject({
    phone: '+919812345678',
    reference: '@asha',
    attributes: { Name: 'Ashá', City: 'Pune' },
  })
})

test.each(['', '&excel=true'])('an export, imported again, changes nothing (%s)', async (excel) => {
  const { text } = await get(`/api/campaigns/diwali/recipients?format=csv${excel}`).expect(200)
  expect(text.startsWith('\uFEFF')).toBe(excel !== '')
  expect(text.includes('"=""+919812345678"""')).toBe(excel !== '')
  const { body } = await send('diwali/recipients', text).expect(200)
  expect(body).toMatchObject({ lines: 2, inserted: 0, amended: 0, unchanged: 2, refused: 0 })
})

test('a changed attribute amends, and the counters stay', async () => {
  const { body } = await send('diwali/recipients', 'Reference,City\n@asha,Delhi\n').expect(200)
  expect(body).toMatchObject({ inserted: 0, amended: 1 })
  const { recipients } = (await get('/api/campaigns/diwali/recipients').expect(200)).body
  expect(recipients[0].attributes).toEqual({ Name: 'Ashá', City: 'Delhi' })
  expect(await counters('diwali')).toMatchObject({ recipients: 2, pending: 2 })
  expect((await get('/api/campaigns/diwali/verify').expect(200)).body.agrees).not.toBe(false)
})

test('every refused line can be had, as it is refused', async () => {
  await makeCampaign('refused')
  const list = `phone\n9812345678\n${'12\n'.repeat(1_500)}`
  const { text } = await send('refused/recipients?refused=all', list).expect(200)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(1_501)
  expect(lines[0]).toMatchObject({ line: 3, reason: expect.stringContaining('not a number of India') })
  expect(lines.at(-1)).toMatchObject({ lines: 1_501, inserted: 1, refused: 1_500 })
  const none = await send('refused/recipients?refused=all', 'name\nAsha\n').expect(200)
  expect(JSON.parse(none.text).error).toMatch(/no column that says who .* Nothing was taken\.$/)
})

test('those who did not read, and those worth a resend, can be exported', async () => {
  await makeCampaign('after')
  const people = ['failed', 'blocked', 'unread', 'read']
  await send(
    'after/recipients',
    `message_id,reference\n${people.map((name) => `w-${name},${name}`).join('\n')}\n`,
  )
  const report = (id: string, status: string, code?: number) =>
    service.post({
      statuses: [{ id, status, timestamp: '1793500000', ...(code !== undefined && { errors: [{ code }] }) }],
    })
  await report('w-failed', 'failed', 131_049)
  await report('w-blocked', 'failed', 131_050)
  await report('w-unread', 'delivered')
  await report('w-read', 'read')
  for (const [only, reference] of [
    ['worth-resend', 'failed'],
    ['not-read', 'unread'],
  ] as const) {
    const { text } = await get(`/api/campaigns/after/recipients?format=csv&only=${only}`).expect(200)
    expect(
      text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[2]),
    ).toEqual([reference])
    const { recipients } = (await get(`/api/campaigns/after/recipients?only=${only}`).expect(200)).body
    expect(recipients.map((recipient: { reference: string }) => recipient.reference)).toEqual([reference])
    const printed = await bluetick(['campaign', 'export', 'after', `--${only}`], env)
    expect(printed.out).toBe(text)
  }
})

test('on the command line no campaign is made where nothing is taken, and refused lines go to a file', async () => {
  const file = join(folder, 'list.csv')
  const refused = join(folder, 'refused.csv')
  const run = () =>
    bluetick(['campaign', 'import', file, '--campaign', 'made', '--name', 'Made', '--refused', refused], env)
  await writeFile(file, 'name,city\nAsha,Pune\n')
  const nothing = await run()
  expect(nothing.code).toBe(3)
  expect(nothing.err).toContain('Nothing was taken.')
  await writeFile(file, 'phone,city\n12,Pune\n')
  expect((await run()).code).toBe(1)
  await get('/api/campaigns/made').expect(404)
  await writeFile(file, 'phone,city\n12,Pune\n9812345678,Pune\n')
  const done = await run()
  expect(done.out).toContain('Columns. Read: "phone" as phone; kept as attributes: "city".')
  expect(await counters('made')).toMatchObject({ recipients: 1, pending: 1 })
  expect(await readFile(refused, 'utf8')).toMatch(
    /^line,reason\r\n2,"?phone is not a number of India: .*\r\n$/,
  )
})

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const WORKBOOK = zip(
  sheetFiles([{ rows: row(text('Mobile'), text('City')) + row(number('9.19812345678E11'), text('Pune')) }]),
)

test('a workbook is imported by the API and, again and without a change, by the command line', async () => {
  await makeCampaign('workbook')
  const { body } = await send('workbook/recipients', WORKBOOK).type(XLSX).expect(200)
  expect(body).toMatchObject({ inserted: 1, columns: { used: { phone: 'Mobile' }, attributes: ['City'] } })
  const file = join(folder, 'list.xlsx')
  await writeFile(file, WORKBOOK)
  const again = await bluetick(['campaign', 'import', file, '--campaign', 'workbook', '--json'], env)
  expect(JSON.parse(again.out)).toMatchObject({ unchanged: 1, inserted: 0 })
  await writeFile(file, WORKBOOK.subarray(0, 200))
  const cut = await bluetick(['campaign', 'import', file, '--campaign', 'workbook'], env)
  expect(cut).toMatchObject({
    code: 3,
    err: expect.stringMatching(/spreadsheet is damaged.*Nothing was taken/),
  })
})

test.each([
  ['a list that is missing', ['missing.csv'], 'ENOENT'],
  ['a folder', ['folder.csv'], 'it is a folder'],
  ['refused lines that cannot be written', ['list.csv', '--refused', '/nowhere/refused.csv'], '--refused'],
])('%s is one sentence', async (_, [name = '', ...more], reason) => {
  await mkdir(join(folder, 'folder.csv'), { recursive: true })
  await writeFile(join(folder, 'list.csv'), LIST)
  const args = ['campaign', 'import', join(folder, name), '--campaign', 'none', '--name', 'None', ...more]
  const { code, err } = await bluetick(args, env)
  expect(code).toBe(3)
  expect(err).toContain(reason)
  expect(err.trim().split('\n')).toHaveLength(1)
  await get('/api/campaigns/none').expect(404)
})
