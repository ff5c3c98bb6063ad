import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { LocalPostgresError, systemCode } from './error.ts'

/** Where things go that PostgreSQL's user must reach when it cannot reach ours. Used by root only. */
export const SHARED_FOLDER = '/var/lib/bluetick'

/**
 * Makes a folder and those above it. What root makes can be passed by other users, though not listed, whatever the
 * umask: PostgreSQL's user must get through. Idempotent.
 */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolders(dirname(folder))
    await makeFolder(folder)
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
    if (process.getuid?.() === 0) await chmod(folder, 0o711)
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

/** Makes the shared folder, and refuses one that others than root could have filled: programs are run from there. */
export async function makeSharedFolder(folder: string): Promise<void> {
  let why: string | undefined
  try {
    await makeFolders(folder)
    const found = await lstat(folder)
    const safe = found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0
    if (!safe) why = 'it is not a folder that only root can write'
  } catch (error) {
    why = systemCode(error)
  }
  if (why === undefined) return
  throw new LocalPostgresError(
    'FOLDER_UNUSABLE',
    `PostgreSQL does not run as root, its user cannot enter this clone or its data folder, and ${folder} cannot be ` +
      `used instead (${why}). Put both where every user can pass, start as an ordinary user, or set DATABASE_URL.`,
  )
}
