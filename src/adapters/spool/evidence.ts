import { randomBytes } from 'node:crypto'
import { copyFile, link, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpoolDamage } from '../../domain/messages/ports.ts'
import { holdsEntries } from './salvage.ts'

/** What was lost once, in a folder beside the files that were damaged then. */
const REPORT_FILE = 'lost.json'
const README = `Webhooks that were answered with 200 were lost from Bluetick's spool: ${REPORT_FILE} says how many. The other files are
what the spool was then. Bluetick reports it until this folder is deleted.\n`

/** The folder of evidence: what was lost from the spool, until a person has looked at it and deletes it. */
export interface Evidence {
  /** Names LevelDB's files a second time before it is opened, since opening deletes what it cannot read. */
  holdFiles(levelFolder: string): Promise<void>
  /** Where the files are that `holdFiles` held. */
  readonly heldFolder: string
  /** Nothing is wrong: lets go of what was held. */
  releaseFiles(): Promise<void>
  /** Keeps what was held, and these files besides, with what was lost. @returns the folder */
  record(damage: RecordedDamage, files?: readonly { name: string; content: Uint8Array }[]): Promise<string>
  /** All that was recorded and is not deleted yet. */
  sum(): Promise<SpoolDamage | undefined>
}

export interface RecordedDamage {
  readonly lostWebhooks: number
  readonly lostEntries: number
  readonly countIsCertain: boolean
}

export function createEvidence(folder: string, now: () => number = Date.now): Evidence {
  const heldFolder = join(folder, 'held')
  return {
    heldFolder,
    async holdFiles(levelFolder) {
      const files = (await readdir(levelFolder).catch(() => [])).filter(holdsEntries)
      if (files.length === 0) return
      await mkdir(heldFolder, { recursive: true, mode: 0o700 })
      for (const file of files) {
        const [from, to] = [join(levelFolder, file), join(heldFolder, file)]
        await link(from, to).catch(async (error: NodeJS.ErrnoException) => {
          // What a start that did not come to its end held is the older, and maybe the better.
          if (error.code === 'EEXIST') return
          // Not every file system has links.
          await copyFile(from, to)
        })
      }
    },
    async releaseFiles() {
      await rm(heldFolder, { recursive: true, force: true })
      // Where there is evidence, it stays.
      await rmdir(folder).catch(() => undefined)
    },
    async record(damage, files = []) {
      const at = new Date(now()).toISOString()
      const kept = join(folder, `${at.replaceAll(':', '-')}-${randomBytes(2).toString('hex')}`)
      await mkdir(kept, { recursive: true, mode: 0o700 })
      await writeFile(join(kept, REPORT_FILE), `${JSON.stringify({ at, ...damage }, undefined, 2)}\n`)
      await writeFile(join(kept, 'README'), README)
      for (const { name, content } of files) await writeFile(join(kept, name), content, { mode: 0o600 })
      await rename(heldFolder, join(kept, 'files')).catch(() => undefined)
      return kept
    },
    async sum() {
      const names = await readdir(folder).catch(() => [])
      const reports = await Promise.all(names.map((name) => readReport(join(folder, name, REPORT_FILE))))
      const found = reports.filter((report) => report !== undefined)
      if (found.length === 0) return undefined
      return {
        lostWebhooks: found.reduce((sum, report) => sum + report.lostWebhooks, 0),
        countIsCertain: found.every((report) => report.countIsCertain),
        folder,
      }
    },
  }
}

async function readReport(file: string): Promise<RecordedDamage | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const { lostWebhooks, lostEntries, countIsCertain } = JSON.parse(text)
    return { lostWebhooks: Number(lostWebhooks), lostEntries: Number(lostEntries), countIsCertain }
  } catch {
    return { lostWebhooks: 0, lostEntries: 0, countIsCertain: false }
  }
}
