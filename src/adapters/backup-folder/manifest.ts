import { createHash } from 'node:crypto'
import { open, readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'

const FILE = 'backup.json'
const FORMAT = 1

/** What a backup says of itself. */
export interface About {
  /** Bluetick's version. */
  readonly version: string
  /** The operating system and processor that PostgreSQL's files are for, such as linux-x64. */
  readonly platform: string
  /** When it was begun: everything that was acknowledged before is in it. */
  readonly begunAt: string
}

const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.string(),
  platform: z.string(),
  begunAt: z.iso.datetime(),
  /** SHA-256 by path. */
  files: z.record(z.string(), z.string()),
})

/** A folder is not a backup, or is not whole; the message says which file is at fault. */
class BackupError extends Error {
  override readonly name = 'BackupError'
}

/** Ends a backup: syncs every file in the folder, and lists each with its checksum. Returns how many there are. */
export async function sealBackup(folder: string, about: About): Promise<number> {
  const files = await checksums(folder, true)
  const handle = await open(join(folder, FILE), 'wx', 0o600)
  try {
    await handle.writeFile(`${JSON.stringify({ format: FORMAT, ...about, files }, undefined, 1)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  return Object.keys(files).length
}

/**
 * Checks that a backup is whole.
 *
 * @throws BackupError where it is none, or a file is missing, changed or too many
 */
export async function checkBackup(folder: string): Promise<About> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((cause: unknown) => {
    throw new BackupError(`${folder} is not a finished backup: it has no ${FILE}.`, { cause })
  })
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (!parsed.success) throw new BackupError(`${join(folder, FILE)} is damaged, or of a newer Bluetick.`)
  const { files, ...about } = parsed.data
  const found = await checksums(folder, false)
  for (const path of Object.keys({ ...files, ...found })) {
    if (found[path] === files[path]) continue
    const what =
      found[path] === undefined
        ? 'is missing'
        : files[path] === undefined
          ? 'does not belong to it'
          : 'is damaged'
    throw new BackupError(`The backup is not whole: ${path} ${what}. Take another one.`)
  }
  return about
}

async function checksums(folder: string, sync: boolean): Promise<Readonly<Record<string, string>>> {
  const sums: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = relative(folder, join(entry.parentPath, entry.name))
    if (entry.isFile() && path !== FILE) sums[path] = await checksum(join(folder, path), sync)
  }
  return sums
}

async function checksum(path: string, sync: boolean): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const hash = createHash('sha256')
    for await (const piece of handle.createReadStream({ autoClose: false })) hash.update(piece)
    if (sync) await handle.sync()
    return hash.digest('hex')
  } finally {
    await handle.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
