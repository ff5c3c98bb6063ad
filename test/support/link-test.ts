import { afterEach, expect, vi } from 'vitest'
import { type LinkedOptions, type LinkedService, startLinkedService } from './linked.ts'

/** A service on tables that somebody else made, at most one a test; it stops when the test ends. */
export interface LinkTest {
  start(tables: string, options?: LinkedOptions): Promise<LinkedService>
  /** Starts it and links the tables. */
  link(tables: string, options?: LinkedOptions): Promise<LinkedService>
}

/** @param before what has to end before the service: a lock of theirs would keep it */
export function linkTest(before: () => Promise<void> = async () => undefined): LinkTest {
  let linked: LinkedService | undefined
  afterEach(async () => {
    await before()
    await linked?.stop()
    linked = undefined
  })
  const start: LinkTest['start'] = async (tables, options) => {
    linked = await startLinkedService(tables, options)
    return linked
  }
  return {
    start,
    async link(tables, options) {
      const it = await start(tables, options)
      expect(await it.bluetick(['link', '--yes'])).toMatchObject({ code: 0, err: '' })
      return it
    },
  }
}

export async function rowsOf({ service }: LinkedService, sql: string) {
  return (await service.pool.query(sql)).rows
}

/** A webhook of one status, at 2025-11-25T09:00:00Z. */
export function post(
  to: Pick<LinkedService['service'], 'post'>,
  id: string,
  status: string,
): Promise<Response> {
  return to.post({ statuses: [{ id, status, timestamp: '1764061200' }] })
}

export function eventually(look: () => Promise<void>): Promise<void> {
  return vi.waitFor(look, { timeout: 60_000 })
}
