import type { Buffer } from 'node:buffer'
import { ClassicLevel } from 'classic-level'

export type Level = ClassicLevel<string, Buffer>

/** Another process holds the folder; waiting or making room does not help. */
export class SpoolInUseError extends Error {
  override readonly name = 'SpoolInUseError'
}

/**
 * Opens the LevelDB in a folder, which it makes.
 *
 * @throws SpoolInUseError where another process holds it
 * @throws Error with one sentence where it cannot be opened
 */
export async function openLevel(folder: string): Promise<Level> {
  // Not compressed: what is whole in a damaged file can be found there.
  const level: Level = new ClassicLevel(folder, { valueEncoding: 'buffer', compression: false })
  try {
    await level.open()
    return level
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') {
      const message = `Another Bluetick works with ${folder}: give each its own DATA_DIR, or stop the other one.`
      throw new SpoolInUseError(message, { cause: error })
    }
    throw new Error(`The spool in ${folder} cannot be opened: ${String(cause ?? error)}`, { cause: error })
  }
}
