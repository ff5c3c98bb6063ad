import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes DATA_DIR, and makes sure that it can be written.
 *
 * @throws Error with one sentence where it cannot
 */
export async function makeDataDir(folder: string): Promise<void> {
  const probe = join(folder, '.writable')
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
    // A disk that is full must not keep the service from what the spool holds.
    if (code === 'ENOSPC') return
    throw new Error(
      `DATA_DIR ${folder} cannot be written (${code}): give it to the user who runs Bluetick, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}
