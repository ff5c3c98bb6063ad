import { expect, test } from 'vitest'
import { createPagesAhead } from '../../src/app/link/pages.ts'
import type { TheirRow, TheirTables } from '../../src/domain/link/ports.ts'
import { shapeWith } from '../domain/link/shapes.ts'

const recipients = shapeWith('campaign_recipients', { deleted_at: {} })
const messages = shapeWith('broadcasts_messages')

function row(key: number, more: TheirRow['values'] = {}): TheirRow {
  return {
    key: String(key),
    values: { campaign_id: 'c1', phone_number: '+919812345678', whatsapp_message_id: `m${key}`, ...more },
  }
}

/** A table of 2,500 recipients; `asked` are the keys after which pages were asked for. */
function open(rows: readonly TheirRow[] = Array.from({ length: 2_500 }, (_, n) => row(n + 1)), failAt = '') {
  const failures = new Set([failAt])
  const asked: (string | undefined)[] = []
  const tables = {
    async newRowsAfter(_: unknown, after: string | undefined, limit: number) {
      asked.push(after)
      if (failures.delete(after ?? 'first')) throw new Error('The connection was closed.')
      const page = rows.filter(({ key }) => Number(key) > Number(after ?? 0)).slice(0, limit)
      return { rows: page, keys: page.map(({ key }) => key) }
    },
    async newRowsOfMessages(_: unknown, ids: readonly string[]) {
      return ids
        .slice(0, 1)
        .map((id) => ({ key: id, values: { message_id: id, status: { sent: 1_764_200_000 } } }))
    },
  } as unknown as TheirTables
  const read = createPagesAhead({ tables, phoneOf: String, now: () => 1_764_300_000_000 })
  return { asked, read }
}

test('the page after one is read at once, and not again when its turn comes', async () => {
  const { asked, read } = open()
  const first = await read(recipients, undefined)
  expect([first.count, first.lastKey, asked]).toEqual([1_000, '1000', [undefined, '1000']])
  const second = await read(recipients, first.lastKey)
  expect([second.rows[0]?.key, second.lastKey, asked]).toEqual(['1001', '2000', [undefined, '1000', '2000']])
})

test('a page that was read ahead is not taken for another, and nothing is read after the last', async () => {
  const { asked, read } = open()
  await read(recipients, undefined)
  const other = await read(recipients, '2000')
  expect([other.rows[0]?.key, other.lastKey, asked]).toEqual(['2001', undefined, [undefined, '1000', '2000']])
})

test('recipients come with what they and their messages say, without those that are gone', async () => {
  const { read } = open([
    row(1),
    row(2, { deleted_at: '2026-11-01T00:00:00Z' }),
    row(3, { campaign_id: null }),
  ])
  const page = await read(recipients, undefined, messages)
  expect(page.rows).toHaveLength(3)
  expect(page.read?.recipients.map(({ line }) => line.whatsapp_message_id)).toEqual(['m1'])
  expect(page.read?.messages.get('m1')?.reports.map(({ kind }) => kind)).toEqual(['sent'])
})

test('a page that could not be read ahead is read again', async () => {
  const { read } = open(undefined, '1000')
  await read(recipients, undefined)
  await expect(read(recipients, '1000')).rejects.toThrow('The connection was closed.')
  const page = await read(recipients, '1000')
  expect(page.rows[0]?.key).toBe('1001')
})
