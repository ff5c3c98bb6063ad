import { expect, test } from 'vitest'
import { createBatchWriter } from '../../src/app/ingest/batch-writer.ts'
import { receiveWebhook } from '../../src/app/ingest/receive.ts'
import type { ParsedBody } from '../../src/domain/messages/parsed-body.ts'
import type { Rejected } from '../../src/domain/messages/report.ts'
import { createMemoryStore } from '../support/memory-store.ts'

const REJECT: Rejected = {
  source: 'flat',
  reason: 'unknown-status',
  explanation: '',
  raw: '{}',
  receivedAtMs: 0,
}
const NOTHING: ParsedBody = {
  source: 'flat',
  reports: [],
  rejected: [],
  inbound: [],
  events: [],
  dropped: 0,
  processed: 0,
  ignored: 0,
  unparsable: false,
}
const nothing = async () => undefined
const UNUSED = { replies: { keepInbound: nothing }, account: { keepEvents: nothing } }
const METER = { committed: () => undefined, notCommitted: () => undefined, rejectsDropped: () => undefined }

function answersOf(parsed: readonly ParsedBody[], room: number) {
  const store = { ...createMemoryStore(), keepRejects: async () => room }
  const writeBatch = createBatchWriter({ store, ...UNUSED, rule: 'latest', meter: METER })
  // One batch for all, as when they come at once.
  const written = writeBatch(parsed.map((one) => ({ ...one, body: new Uint8Array(), receivedAtMs: 0 })))
  return Promise.all(
    parsed.map((one, i) => {
      const submit = async () => (await written)[i] ?? { notStored: 0, setApart: 0 }
      const meter = { received: () => undefined }
      return receiveWebhook(new Uint8Array(), 0, () => one, { hasRoom: () => true, submit }, meter)
    }),
  )
}

test('a 200 says how many items were not stored, each webhook of a batch its own', async () => {
  const two = { ...NOTHING, processed: 1, rejected: [REJECT, REJECT] }
  expect(await answersOf([two, two, NOTHING], 3)).toEqual([
    { status: 'partial_success', processed: 1, rejected: 2 },
    { status: 'partial_success', processed: 1, rejected: 2, not_stored: 1 },
    { status: 'success', processed: 0 },
  ])
})

test('what is beyond the rejects kept of one body counts as not stored', async () => {
  const many = { ...NOTHING, rejected: [REJECT], dropped: 5 }
  expect(await answersOf([many], 1)).toEqual([
    { status: 'partial_success', processed: 0, rejected: 6, not_stored: 5 },
  ])
})

test('a body that is not JSON is said to be kept only where it was', async () => {
  const unparsable = { ...NOTHING, rejected: [REJECT], unparsable: true }
  const [kept, lost] = await answersOf([unparsable, unparsable], 1)
  expect(kept).toMatchObject({ status: 'error', message: expect.stringContaining('kept') })
  expect(lost).toEqual({ status: 'partial_success', processed: 0, rejected: 1, not_stored: 1 })
})
