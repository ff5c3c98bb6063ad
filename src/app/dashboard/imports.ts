import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type ImportOptions,
  type ImportSummary,
  ListError,
  type ListFormat,
} from '../../domain/campaigns/recipient-line.ts'
import type { ImportJob, ImportJobs } from '../../domain/dashboard/imports.ts'
import type { Country } from '../../domain/phones/numbering-plans.ts'

type ImportList = (
  campaignId: string,
  list: Readable,
  format: ListFormat,
  signal: AbortSignal,
  options: ImportOptions,
) => Promise<ImportSummary>

/** How many imports are remembered; the oldest is forgotten first. */
const MAX_JOBS = 100

/** Imports that run on behind a page. They end with the service: what was taken by then stays. */
export function createImportJobs(
  importList: ImportList,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): ImportJobs {
  const jobs = new Map<string, ImportJob>()
  const run = async (
    id: string,
    job: ImportJob,
    list: Uint8Array,
    format: ListFormat,
    country: Country | undefined,
  ) => {
    const note = (news: Partial<ImportJob>) => jobs.set(id, { ...(jobs.get(id) ?? job), ...news })
    try {
      const summary = await importList(job.campaignId, Readable.from([Buffer.from(list)]), format, signal, {
        country,
        onProgress: (lines) => note({ lines }),
      })
      note({ summary, lines: summary.lines })
    } catch (error) {
      if (!(error instanceof ListError)) onError(error)
      note({ problem: error instanceof ListError ? error.message : 'The import broke off: see the log.' })
    }
  }
  return {
    start(campaignId, list, format, country) {
      const id = randomUUID()
      const job: ImportJob = { campaignId, lines: 0 }
      jobs.set(id, job)
      const [oldest] = jobs.keys()
      if (jobs.size > MAX_JOBS && oldest !== undefined) jobs.delete(oldest)
      void run(id, job, list, format, country)
      return id
    },
    find: (id) => jobs.get(id),
  }
}
