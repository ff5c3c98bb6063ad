import { appendFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { findRunningPostgres } from '../../../src/adapters/local-postgres/running.ts'
import { bluetick } from '../../support/command-line.ts'
import { makeFolder, runService } from '../../support/run-service.ts'

const WORKERS = 4
const BEFORE = 400

/** Rows of both tables, each as JSON, by id. */
type Rows = ReadonlyMap<string, string>

describe('backup and restore of the embedded PostgreSQL', () => {
  test('under load: everything that was acknowledged before is there after the restore, row by row', {
    timeout: 600_000,
  }, async () => {
    const folder = await makeFolder()
    const service = runService(folder, {})
    const url = await service.listening()
    let next = 0
    let loading = true
    const acknowledged: string[] = []
    const load = Array.from({ length: WORKERS }, async () => {
      while (loading) {
        const id = `m${next++}`
        await post(url, id)
        acknowledged.push(id)
      }
    })
    await expect.poll(() => acknowledged.length, { timeout: 60_000 }).toBeGreaterThan(BEFORE)
    const dataDir = join(folder, 'data')
    const before = await rowsOf(dataDir)
    const notified = [...acknowledged]

    const backup = join(await makeFolder(), 'backup')
    const made = await bluetick(['backup', backup, '--json'], { DATA_DIR: dataDir })
    expect(made).toMatchObject({ code: 0, err: '' })
    loading = false
    await Promise.all(load)
    const token = 'api-token'
    expect(await readdir(backup)).toEqual(expect.arrayContaining(['backup.json', 'postgres', 'spool', token]))
    expect(await bluetick(['backup', backup], { DATA_DIR: dataDir })).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not empty'),
    })
    expect(await bluetick(['restore', backup], { DATA_DIR: dataDir })).toMatchObject({
      code: 3,
      err: expect.stringContaining('holds data already'),
    })
    service.child.kill('SIGTERM')
    expect(await service.ended).toBe(0)

    const other = await makeFolder()
    const restored = await bluetick(['restore', backup, '--json'], { DATA_DIR: join(other, 'data') })
    expect(restored).toMatchObject({ code: 0, err: '' })
    const again = runService(other, {})
    const urlAgain = await again.listening()
    const after = await rowsOf(join(other, 'data'))
    for (const [id, row] of before) expect(after.get(id), id).toEqual(row)
    for (const id of notified) {
      expect(after.has(`message ${id}`), id).toBe(true)
      expect(after.has(`recipient ${id}`), id).toBe(true)
    }
    // Every row, counter and rollup is what follows from the facts.
    expect(await bluetick(['verify'], { DATA_DIR: join(other, 'data') })).toMatchObject({ code: 0, err: '' })
    await post(urlAgain, 'after-the-restore')
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
  })

  test('a backup that is not whole is refused, and names the file', async () => {
    const folder = await makeFolder()
    const service = runService(folder, {})
    await service.listening()
    const backup = join(await makeFolder(), 'backup')
    expect(await bluetick(['backup', backup], { DATA_DIR: join(folder, 'data') })).toMatchObject({ code: 0 })
    service.child.kill('SIGTERM')
    await service.ended
    await appendFile(join(backup, 'postgres/pgpass'), 'x')
    const target = { DATA_DIR: join(await makeFolder(), 'data') }
    expect(await bluetick(['restore', backup], target)).toMatchObject({
      code: 3,
      err: expect.stringContaining('postgres/pgpass is damaged'),
    })
    await writeFile(join(backup, 'backup.json'), '{}')
    expect(await bluetick(['restore', backup], target)).toMatchObject({ code: 3 })
    expect(await bluetick(['restore', folder], target)).toMatchObject({
      code: 3,
      err: expect.stringContaining('is not a finished backup'),
    })
  })

  test('another server is backed up with its own tools', async () => {
    const refused = { code: 3, err: expect.stringContaining('pg_dump') }
    const environment = { DATABASE_URL: 'postgres://127.0.0.1:1/x' }
    expect(await bluetick(['backup', 'somewhere'], environment)).toMatchObject(refused)
    expect(await bluetick(['restore', 'somewhere'], environment)).toMatchObject(refused)
  })
})

async function post(url: string, id: string): Promise<void> {
  const message = {
    messageId: id,
    phone_number: '919876543210',
    status: 'DELIVERED',
    delivered_at: 1_702_207_800_000,
    campaign: { name: 'Diwali' },
  }
  const body = JSON.stringify({ topic: 'message.status.updated', data: { message } })
  const response = await fetch(`${url}/webhook`, { method: 'POST', body })
  expect(response.status).toBe(200)
}

async function rowsOf(dataDir: string): Promise<Rows> {
  const connectionString = await findRunningPostgres(join(dataDir, 'postgres'))
  const client = new pg.Client({ connectionString })
  await client.connect()
  const { rows } = await client.query<{ id: string; row: string }>(
    `SELECT 'message ' || m.message_id AS id, to_jsonb(m)::text AS row FROM broadcasts_messages m
     UNION ALL SELECT 'recipient ' || r.whatsapp_message_id, to_jsonb(r)::text FROM campaign_recipients r`,
  )
  await client.end()
  return new Map(rows.map(({ id, row }) => [id, row]))
}
