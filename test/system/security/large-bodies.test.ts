import { expect, test } from 'vitest'
import { startTestService } from '../../support/service.ts'

const MEBIBYTE = 1024 * 1024
/** Far below what a leak of such bodies would take, far above what reading one takes. */
const MAX_GROWTH_BYTES = 256 * MEBIBYTE

test('a hundred bodies of 4 MiB that are no JSON leave no memory taken', async () => {
  const service = await startTestService({ WEBHOOK_RATE_LIMIT: 'off' })
  const before = process.memoryUsage().rss
  for (let i = 0; i < 100; i++) await service.post('{'.repeat(4 * MEBIBYTE))
  expect(process.memoryUsage().rss - before).toBeLessThan(MAX_GROWTH_BYTES)
  await service.stop()
})
