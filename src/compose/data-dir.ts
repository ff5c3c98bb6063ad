import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/**
 * Makes DATA_DIR, and makes sure that it can be written.
 *
 * @throws Error with one sentence where it cannot
 */
export async function makeDataDir(folder: string): Promise<void> {
  const probe = join(folder, '.writable')
  try {
    await makeFolders(folder)
    await writeFile(probe, '')
    await rm(probe)
  } catch (cause) {
    const code = codeOf(cause) ?? 'unknown error'
    // A disk that is full must not keep the service from what the spool holds.
    if (code === 'ENOSPC') return
    throw new Error(
      `DATA_DIR ${folder} cannot be written (${code}): give it to the user who runs Bluetick, or set DATA_DIR to another folder.`,
      { cause },
    )
  }
}

/** A folder and those above it. Node's `recursive` tries forever where a system, such as /proc, says that a folder's parent is missing. */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  const missing: string[] = []
  for (let at = resolve(folder); ; at = dirname(at)) {
    const isThere = await stat(at).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) !== 'ENOENT') throw error
        return false
      },
    )
    if (isThere) break
    missing.unshift(at)
  }
  for (const one of missing) {
    await mkdir(one, { mode }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
