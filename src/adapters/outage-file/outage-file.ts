import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Outage } from '../../domain/alerts/outage.ts'

/** Remembers an outage of the database over restarts: one small file, synced. */
export interface OutageMemory {
  read(): Promise<Outage | undefined>
  write(outage: Outage): Promise<void>
  forget(): Promise<void>
}

export function createOutageFile(file: string): OutageMemory {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
      return text === undefined ? undefined : outageOf(text)
    },
    async write(outage) {
      await mkdir(dirname(file), { recursive: true })
      const handle = await open(`${file}.part`, 'w', 0o600)
      try {
        await handle.writeFile(JSON.stringify(outage))
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(`${file}.part`, file)
    },
    forget: () => rm(file, { force: true }),
  }
}

/** A file that cannot be read counts as absent: a second mail is better than none. */
function outageOf(text: string): Outage | undefined {
  try {
    const { id, sinceMs, reason, notifiedAtMs, secondChannelAtMs, notified }: Partial<Outage> =
      JSON.parse(text)
    if (typeof id !== 'string' || typeof sinceMs !== 'number') return undefined
    return {
      id,
      sinceMs,
      reason: String(reason ?? ''),
      ...(typeof notifiedAtMs === 'number' && { notifiedAtMs }),
      ...(Array.isArray(notified) && { notified: notified.map(String) }),
      ...(typeof secondChannelAtMs === 'number' && { secondChannelAtMs }),
    }
  } catch {
    return undefined
  }
}
