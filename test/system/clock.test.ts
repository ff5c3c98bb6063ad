import { existsSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../support/postgres.ts'
import { startServiceProcess } from '../support/service-process.ts'

/** Debian's libfaketime: a process that believes it is another time. */
const LIBRARY = [
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`,
].find((file) => existsSync(file))
if (LIBRARY === undefined)
  process.stdout.write('Clocks that are years off are not tested: libfaketime is missing.\n')

test.skipIf(LIBRARY === undefined).each(['-2y', '+2y'])(
  'a clock that is off by %s is warned of and measured, and senders keep their times',
  async (offset) => {
    const database = await createTestDatabase()
    const service = await startServiceProcess('node', {
      DATABASE_URL: database.url,
      API_TOKEN: 'only-for-tests-0123456789',
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME: offset,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    })
    const atSeconds = Math.floor(Date.now() / 1000) - 60
    const statuses = [{ id: 'm1', status: 'sent', timestamp: String(atSeconds) }]
    const response = await fetch(`${service.url}/webhook`, {
      method: 'POST',
      body: JSON.stringify({ statuses }),
    })
    expect(await response.json()).toEqual({ status: 'success', processed: 1 })
    const pool = new pg.Pool({ connectionString: database.url, max: 1 })
    const { rows } = await pool.query(
      `SELECT (status ->> 'sent')::timestamptz = to_timestamp(${atSeconds}) AS kept, stand_in_kinds,
              abs(extract(epoch FROM now() - created_at)) < 3600 AS received_now
       FROM broadcasts_messages WHERE message_id = 'm1'`,
    )
    expect(rows).toEqual([{ kept: true, stand_in_kinds: null, received_now: true }])
    const skew = /^bluetick_clock_skew_seconds (\S+)$/m.exec(
      await (await fetch(`${service.url}/metrics`)).text(),
    )
    expect(Math.abs(Number(skew?.[1]))).toBeGreaterThan(700 * 86_400)
    expect(service.log()).toContain("this machine's clock and the database's differ")
    await pool.end()
    await service.stop()
    await database.drop()
  },
  60_000,
)
