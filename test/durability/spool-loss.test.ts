import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSpool } from '../../src/adapters/spool/spool.ts'
import { startTestService } from '../support/service.ts'

test('a loss from the spool is in readyz, the metrics and the minutes of the alert rule, until its evidence is deleted', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'bluetick-loss-'))
  const spool = await openSpool(join(dataDir, 'spool'), 1024 * 1024)
  await spool.append([1, 2, 3].map((n) => ({ body: Buffer.from(`{"statuses":[${n}]}`), receivedAtMs: n })))
  await spool.close()
  await rm(join(dataDir, 'spool'), { recursive: true })

  const service = await startTestService({ DATA_DIR: dataDir })
  const readiness = async () => (await fetch(`${service.url}/readyz`)).json()
  const metrics = async () => (await fetch(`${service.url}/metrics`)).text()
  expect(await readiness()).toEqual({
    status: 'ready',
    lost: expect.stringMatching(/^3 webhooks that were answered with 200 .*spool-damaged;/),
  })
  expect(await metrics()).toContain('bluetick_spool_lost_webhooks 3')
  const lost = 'SELECT sum(lost_webhooks)::int AS lost FROM bluetick.service_minutes'
  await service.tick('everyFiveSeconds')
  expect((await service.pool.query(lost)).rows).toEqual([{ lost: 3 }])
  await rm(join(dataDir, 'spool-damaged'), { recursive: true })
  expect(await readiness()).toEqual({ status: 'ready' })
  expect(await metrics()).toContain('bluetick_spool_lost_webhooks 0')
  await service.stop()
  await rm(dataDir, { recursive: true, force: true })
})
