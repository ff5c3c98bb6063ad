import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { parseBody } from '../../src/adapters/envelopes/parse-body.ts'
import { MAX_REJECTS_OF_BODY } from '../../src/domain/report.ts'
import { NOON_MS } from '../support/reports.ts'

test('of a body full of junk a bounded number is kept, the rest is counted, and good items are all read', () => {
  const good = { id: 'wamid.GOOD', status: 'sent', timestamp: '1702207800' }
  const junk = Array.from({ length: 5_000 }, () => 1)
  const parsed = parseBody(Buffer.from(JSON.stringify({ statuses: [...junk, good] })), NOON_MS)
  expect(parsed).toMatchObject({ processed: 1, dropped: 5_000 - MAX_REJECTS_OF_BODY })
  expect(parsed.rejected).toHaveLength(MAX_REJECTS_OF_BODY)
})
