import { Readable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCampaignStore } from '../../src/adapters/postgres/campaigns/campaign-store.ts'
import { createRecipientStore } from '../../src/adapters/postgres/campaigns/recipient-store.ts'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { createCampaignUseCases } from '../../src/app/campaigns/use-cases.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { Country } from '../../src/domain/phones/numbering-plans.ts'
import { asBluetick } from '../support/as-bluetick.ts'
import { bluetick } from '../support/command-line.ts'
import { report } from '../support/reports.ts'
import { type PostgresSubject, postgresSubject } from '../support/subject.ts'

let subject: PostgresSubject
beforeAll(async () => {
  subject = await postgresSubject()
})
afterAll(() => subject.close())
beforeEach(async () => {
  await subject.clear()
  await subject.pool.query("INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali')")
})

const WRITTEN = '0091 9800000001'
const MEANT = '+919800000001'
const write = async (sql: string) => (await subject.pool.query(sql)).rows
const list = (phone: string, id?: string) =>
  `INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
   VALUES ('c1', '${phone}', ${id === undefined ? 'NULL' : `'${id}'`})`
const join = (country?: Country) =>
  joinExternalRows(
    createStateStore(subject.pool, loadStatements(AS_WRITTEN), undefined, { country }),
    'latest',
    AbortSignal.timeout(20_000),
  )
const sender = async (sql: string, country?: Country) => {
  await write(sql)
  return await join(country)
}
const heard = (over: Partial<Parameters<typeof report>[0]> = {}) =>
  commitBatch(subject.store, [report({ ids: ['w1'], kind: 'read', ...over })], 'latest')
const campaigns = () => createCampaignStore(subject.pool, loadStatements(AS_WRITTEN))
const recipients = () =>
  write(`SELECT phone_number AS phone, meant_phone AS meant, whatsapp_message_id AS id, status, settled
         FROM campaign_recipients r ORDER BY r.id`)

describe('the number that is meant', () => {
  test('is noted where a report was faster than the worker', async () => {
    await write(list(WRITTEN, 'w1'))
    await heard()
    expect(await recipients()).toEqual([
      { phone: WRITTEN, meant: null, id: 'w1', status: 'read', settled: false },
    ])
    expect((await join()).recipients).toBe(1)
    expect(await recipients()).toEqual([
      { phone: WRITTEN, meant: MEANT, id: 'w1', status: 'read', settled: true },
    ])
    expect(
      await write('SELECT recipients_counted AS n, counted_read AS read FROM marketing_campaigns'),
    ).toEqual([{ n: 1, read: 1 }])
  })

  test.each([
    ['+919800000001,r', undefined],
    ['+919800000001,r', 'w1'],
  ])('is known to a list that comes before the worker: %s, %s', async (line, id) => {
    await write(list(WRITTEN, id))
    const people = createRecipientStore(subject.pool, loadStatements(AS_WRITTEN))
    const { importList } = createCampaignUseCases(campaigns(), people, 'latest', undefined)
    const imported = await importList(
      'c1',
      Readable.from([Buffer.from(`phone,reference\n${line}\n`)]),
      'csv',
      AbortSignal.timeout(20_000),
    )
    expect(imported).toMatchObject({ inserted: 0, amended: 1 })
    await join()
    expect(await recipients()).toMatchObject([{ phone: WRITTEN, meant: MEANT, settled: true }])
  })

  test('needs no worker where the number can mean nothing else', async () => {
    await write(list(MEANT, 'w1'))
    await heard()
    expect(await recipients()).toMatchObject([{ meant: null, settled: true }])
  })
})

describe('a message that others write without "+"', () => {
  const insert = `INSERT INTO broadcasts_messages (message_id, phone_number, campaign_name, status)
                  VALUES ('w1', '919800000001', 'Diwali', '{"sent": "2025-11-25T09:00:00Z"}')`

  test.each([[MEANT], [WRITTEN], ['919800000001']])('meets who was listed before it: %s', async (phone) => {
    await sender(list(phone))
    await sender(insert)
    expect(await recipients()).toMatchObject([{ phone, id: 'w1', status: 'sent' }])
  })

  test.each([[MEANT], [WRITTEN], ['919800000001']])('meets who is listed after it: %s', async (phone) => {
    await sender(insert)
    await sender(list(phone))
    expect(await recipients()).toMatchObject([{ phone, id: 'w1', status: 'sent' }])
  })
})

test.each([[['stuck', 'changes', '--retry']], [['recount', '--rollups']]])(
  'a command that joins reads numbers by the country that is set: %s',
  async (args) => {
    await write(list('9800000001'))
    const { code, err } = await bluetick(args, { DATABASE_URL: subject.url, DEFAULT_COUNTRY: 'IN' })
    expect([code, err]).toEqual([0, ''])
    expect(await recipients()).toMatchObject([{ meant: MEANT, settled: true }])
  },
)

test.each([
  [WRITTEN, undefined],
  ['9800000001', 'IN'],
] as const)(
  'a message is to the number that is meant where a report was faster than the worker: %s',
  async (phone, country) => {
    await write(
      `INSERT INTO broadcasts_messages (message_id, phone_number, status) VALUES ('w1', '${phone}', '{"sent": "2025-11-25T09:00:00Z"}')`,
    )
    const store = createStateStore(subject.pool, loadStatements(AS_WRITTEN), undefined, { country })
    await commitBatch(
      store,
      [report({ ids: ['w1'], kind: 'read', campaignName: 'Diwali', phone: MEANT })],
      'latest',
    )
    await join(country)
    expect(await write('SELECT phone_number AS phone FROM broadcasts_messages')).toEqual([{ phone: MEANT }])
    expect(await recipients()).toMatchObject([{ phone: MEANT, id: 'w1' }])
  },
)

describe('verify and recount', () => {
  const NATIONAL = '9800000001'
  const run = async (command: string, country = 'IN') => {
    const environment = { DATABASE_URL: subject.url, DEFAULT_COUNTRY: country }
    const { code, out } = await bluetick([command, '--json'], environment)
    return { code, faults: JSON.parse(out).rows.faults }
  }
  const fault = { table: 'campaign_recipients', columns: ['meant_phone'] }

  test.each([
    ['of whom nothing was heard', 'NULL'],
    ['of a message', "'w1'"],
    ['of a message that is gone', "'w2'"],
  ])('see and mend it, of a recipient %s', async (_, id) => {
    await sender(list(NATIONAL), 'IN')
    await sender(`UPDATE campaign_recipients SET whatsapp_message_id = ${id}`, 'IN')
    await heard()
    await asBluetick(
      subject.pool,
      `UPDATE campaign_recipients SET meant_phone = '+1', failure_code = '131026', status = 'failed', failed_at = now(), counted = 16
       WHERE whatsapp_message_id = 'w2'`,
    )
    await asBluetick(subject.pool, "UPDATE campaign_recipients SET meant_phone = '+1'")
    const shown = async () => [
      ...(await recipients()),
      ...(await write('SELECT failure_code FROM campaign_recipients')),
    ]
    const before = await shown()
    expect((await run('verify')).faults).toMatchObject([fault])
    await run('recount')
    expect((await run('verify')).faults).toEqual([])
    expect(await shown()).toEqual(before.map((row) => ('meant' in row ? { ...row, meant: MEANT } : row)))
  })

  test('go by the country of the campaign before the one that is set', async () => {
    await campaigns().edit('c1', { country: 'BR' })
    await sender(list(NATIONAL), 'IN')
    expect((await run('verify')).faults).toEqual([])
    await write('DELETE FROM bluetick.campaign_settings')
    expect((await run('verify')).faults).toMatchObject([fault])
  })

  test('leave alone what waits for the worker', async () => {
    await write(list(NATIONAL))
    expect((await run('verify')).faults).toEqual([])
  })

  test('have a message met that went to the number which is meant', async () => {
    await sender(list(NATIONAL))
    await heard({ campaignName: 'Diwali', phone: MEANT })
    expect(await recipients()).toHaveLength(2)
    await run('recount')
    expect(await recipients()).toMatchObject([{ phone: NATIONAL, meant: MEANT, id: 'w1', status: 'read' }])
  })
})

describe('where national numbers are from', () => {
  test('has them read anew where it is set later, changed or taken away', async () => {
    await heard({ ids: ['w1'], campaignName: 'Diwali', phone: MEANT })
    await sender(`${list('9800000001')}; ${list(MEANT, 'w3')}`)
    await campaigns().edit('c1', { country: 'IN' })
    expect((await join()).recipients).toBe(1)
    expect(await recipients()).toMatchObject([{ id: 'w1', meant: MEANT, status: 'read' }, { id: 'w3' }])
    await campaigns().edit('c1', { template: 'diwali', country: 'IN' })
    expect((await join()).recipients).toBe(0)
    await campaigns().edit('c1', { country: 'BR' })
    await join()
    expect((await recipients())[0]).toMatchObject({ id: 'w1', meant: null, settled: true })
    await campaigns().edit('c1', { country: null })
    await join('IN')
    expect((await recipients())[0]).toMatchObject({ id: 'w1', meant: MEANT, settled: true })
  })

  test('comes along from a provisional campaign', async () => {
    await heard({ campaignName: 'Holi', phone: MEANT })
    await campaigns().edit('Holi', { country: 'IN' })
    await sender(`INSERT INTO marketing_campaigns (id, name) VALUES ('c2', 'Holi'); ${list('9800000001')};
                  UPDATE campaign_recipients SET campaign_id = 'c2' WHERE whatsapp_message_id IS NULL`)
    expect(await write('SELECT country FROM bluetick.campaign_settings')).toEqual([{ country: 'IN' }])
    expect(await recipients()).toMatchObject([
      { phone: '9800000001', meant: MEANT, id: 'w1', status: 'read' },
    ])
  })
})

describe('others', () => {
  const meant = async () => (await recipients()).map((row) => row.meant)

  test('do not write it', async () => {
    await sender(list(WRITTEN))
    await sender("UPDATE campaign_recipients SET meant_phone = NULL, status = 'sent'")
    await sender("UPDATE campaign_recipients SET meant_phone = '+1'")
    expect(await meant()).toEqual([MEANT])
  })

  test('do not insert or copy it', async () => {
    await sender(
      "INSERT INTO campaign_recipients (campaign_id, phone_number, meant_phone) VALUES ('c1', '+919800000001', '+1')",
    )
    await sender(list(WRITTEN))
    await write(
      `INSERT INTO campaign_recipients (campaign_id, phone_number, meant_phone)
       SELECT campaign_id, '00919800000002', meant_phone FROM campaign_recipients WHERE meant_phone IS NOT NULL`,
    )
    expect(await meant()).toEqual([null, MEANT, null])
    await join()
    expect(await meant()).toEqual([null, MEANT, '+919800000002'])
  })

  test('have it read anew where they correct the number', async () => {
    await sender(list(WRITTEN))
    await write("UPDATE campaign_recipients SET phone_number = '00919800000002', meant_phone = '+1'")
    expect(await meant()).toEqual([null])
    await join()
    expect(await meant()).toEqual(['+919800000002'])
  })
})
