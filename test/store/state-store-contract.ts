import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { counters, recount, type Subject } from '../support/memory-subject.ts'
import { anyDeliveries, NOON_MS, report } from '../support/reports.ts'

const NEVER = new AbortController().signal

/** What every state store must do, whatever it is made of; `runs` is how many sets of reports are tried. */
export function stateStoreContract(name: string, open: () => Promise<Subject>, runs: number): void {
  describe(`the state store in ${name}`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await open()
    })
    afterAll(() => subject.close())
    beforeEach(() => subject.clear())

    const commit = (...reports: StatusReport[]) => commitBatch(subject.store, reports, 'latest')
    const join = async () => (await joinExternalRows(subject.store, 'latest', NEVER)).recipients
    const campaign = async (id: string) => counters(await subject.snapshot()).get(id)

    test('ends in the same rows for the same reports, in any order, any batching, with repeats', async () => {
      await fc.assert(
        fc.asyncProperty(anyDeliveries, async ({ once, again }) => {
          await subject.clear()
          for (const batch of once) await commit(...batch)
          const first = await subject.snapshot()
          await subject.clear()
          for (const batch of again) await commit(...batch)
          const second = await subject.snapshot()
          expect(second).toEqual(first)
          expect(counters(second)).toEqual(recount(second))
        }),
        { numRuns: runs },
      )
    })

    test('keeps pending + sent + failed-without-sent = recipients', async () => {
      await subject.addCampaign('c1')
      for (const id of ['wamid.1', 'wamid.2', 'wamid.3']) await subject.addRecipient('c1', id)
      await join()
      await commit(
        report({ ids: ['wamid.1'], kind: 'read' }),
        report({ ids: ['wamid.2'], kind: 'failed', failure: { code: '131026' } }),
      )
      expect(await campaign('c1')).toEqual({
        pending: 1,
        sent: 1,
        delivered: 1,
        read: 1,
        failed: 1,
        replied: 0,
        recipients: 3,
      })
    })

    test('lets early reports wait, and joins them in when the recipient appears', async () => {
      await commit(report({ kind: 'sent' }), report({ kind: 'delivered' }))
      await subject.addCampaign('c1')
      await subject.addRecipient('c1', 'wamid.A')
      expect(await join()).toBe(1)
      expect(await campaign('c1')).toMatchObject({ pending: 0, sent: 1, delivered: 1, recipients: 1 })
      expect(await join()).toBe(0)
    })

    test("counts a recipient that has no message yet, and believes the sender's own status of one that has", async () => {
      await subject.addCampaign('c1')
      await subject.addRecipient('c1')
      await subject.addRecipient('c1', 'wamid.A', 'sent')
      await join()
      expect(await campaign('c1')).toMatchObject({ pending: 1, sent: 1, recipients: 2 })
      await commit(report({ kind: 'read' }))
      expect(await campaign('c1')).toMatchObject({
        pending: 1,
        sent: 1,
        delivered: 1,
        read: 1,
        recipients: 2,
      })
    })

    test('makes campaign and recipient by itself where the report names its campaign', async () => {
      await commit(report({ ids: ['AS-1', 'b75aee45-53ff-4c1e-9c55-0a3d4b1f2c3d'], campaignName: 'diwali' }))
      await commit(report({ ids: ['wamid.A', 'b75aee45-53ff-4c1e-9c55-0a3d4b1f2c3d'], kind: 'read' }))
      const { messages, recipients } = await subject.snapshot()
      expect(messages).toMatchObject([
        { message_id: 'wamid.A', ids: ['AS-1', 'b75aee45-53ff-4c1e-9c55-0a3d4b1f2c3d', 'wamid.A'] },
      ])
      expect(recipients).toMatchObject([{ campaignId: 'diwali', messageId: 'wamid.A', fromWebhook: true }])
      expect(await campaign('diwali')).toMatchObject({ sent: 1, read: 1, recipients: 1 })
    })

    test('merges two messages that turn out to be one, and counts the recipient once', async () => {
      await commit(report({ ids: ['AS-1'], campaignName: 'diwali' }))
      await commit(report({ ids: ['wamid.A'], kind: 'delivered', campaignName: 'diwali' }))
      expect(await campaign('diwali')).toMatchObject({ sent: 2, recipients: 2 })
      await commit(report({ ids: ['AS-1', 'wamid.A'] }))
      expect(await campaign('diwali')).toMatchObject({ sent: 1, delivered: 1, recipients: 1 })
      expect((await subject.snapshot()).messages).toHaveLength(1)
    })

    test("prefers the sender's own recipient to one made from a webhook", async () => {
      await commit(report({ campaignName: 'diwali' }))
      await subject.addCampaign('c1')
      await subject.addRecipient('c1', 'wamid.A')
      await join()
      expect(await campaign('diwali')).toMatchObject({ sent: 0, recipients: 0 })
      expect(await campaign('c1')).toMatchObject({ sent: 1, recipients: 1 })
    })

    test('says which reports told it nothing new', async () => {
      await commit(report())
      const outcome = await commit(
        report(),
        report({ kind: 'read', occurrence: { atMs: NOON_MS, estimated: false } }),
      )
      expect(outcome).toMatchObject({ duplicates: 1, inferred: 1, contradictions: 0 })
    })
  })
}
