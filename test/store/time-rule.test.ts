import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogger } from '../../src/adapters/log/logger.ts'
import { parseConfig } from '../../src/compose/config/config.ts'
import { startService } from '../../src/compose/service.ts'
import { bluetick } from '../support/command-line.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { createTicks } from '../support/ticks.ts'

let service: TestService
let folder: string
beforeAll(async () => {
  service = await startTestService({ STATUS_TIMESTAMP: 'earliest' })
  folder = await mkdtemp(join(tmpdir(), 'bluetick-rule-'))
})
afterAll(async () => {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
})

test('a second process that keeps times by another rule is refused, and told what to set', async () => {
  const other = { DATABASE_URL: service.databaseUrl, DATA_DIR: folder }
  const log = createLogger({ level: 'silent', format: 'json' })
  const config = parseConfig({ ...other, HOST: '127.0.0.1', PORT: '0' })
  const start = startService(config, log, new AbortController().signal, undefined, createTicks().onTick)
  await expect(start).rejects.toThrow(
    'STATUS_TIMESTAMP is latest here, and the times in this database are kept by earliest',
  )
  expect(await bluetick(['reconcile'], other)).toMatchObject({
    code: 3,
    err: expect.stringContaining('set it to earliest'),
  })
  expect((await bluetick(['reconcile'], { ...other, STATUS_TIMESTAMP: 'earliest' })).code).toBe(0)
})
