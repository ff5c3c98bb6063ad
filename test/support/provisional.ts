import { afterAll, beforeAll, beforeEach } from 'vitest'
import { joinExternalRows } from '../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../src/app/ingest/commit-batch.ts'
import type { StatusReport } from '../../src/domain/messages/report.ts'
import { report } from './reports.ts'
import { type PostgresSubject, postgresSubject } from './subject.ts'

export const PHONE = '+919800000001'
/** Somebody's campaign of the name that reports give, and how it is inserted. */
export const OWN = { id: 'c1', name: 'Diwali', source: null }
export const INSERT_OWN = "INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Diwali')"

/** A report that names the campaign. */
export function heard(id: string, kind: 'sent' | 'read' = 'sent', phone = PHONE): StatusReport {
  return report({ ids: [id], kind, campaignName: 'Diwali', phone })
}

/** A store that is empty when a test begins, and what tests of campaigns do with it. */
export function campaignTest() {
  let subject: PostgresSubject | undefined
  beforeAll(async () => {
    subject = await postgresSubject()
  })
  afterAll(() => subject?.close())
  beforeEach(() => subject?.clear())
  const there = (): PostgresSubject => {
    if (subject === undefined) throw new Error('The store is there when a test begins.')
    return subject
  }
  const query = (sql: string) => there().pool.query(sql)
  const rows = async (sql: string) => (await query(sql)).rows
  /** The worker's joining of what others wrote. */
  const join = () => joinExternalRows(there().store, 'latest', new AbortController().signal)
  return {
    subject: there,
    commit: (...reports: StatusReport[]) => commitBatch(there().store, reports, 'latest'),
    query,
    rows,
    join,
    /** What somebody's own service does, joined in. */
    async sender(sql: string): Promise<void> {
      await query(sql)
      await join()
    },
    recipients: () =>
      rows(
        `SELECT campaign_id AS campaign, whatsapp_message_id AS id, reference, status
         FROM campaign_recipients ORDER BY whatsapp_message_id`,
      ),
    campaigns: () =>
      rows(
        `SELECT id, name, source, recipients_counted AS recipients, messages_pending AS pending, messages_sent AS sent,
                messages_read AS read
         FROM marketing_campaigns ORDER BY id`,
      ),
  }
}
