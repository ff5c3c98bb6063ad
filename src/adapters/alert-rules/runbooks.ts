import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

// `src` and `dist` lie at the same depth, so one path serves both.
const FOLDER = fileURLToPath(new URL('../../../docs/runbooks/', import.meta.url))

/**
 * Reads the runbook of a rule that ships, as Markdown; undefined where there is none of this name.
 *
 * @throws what reading a file throws
 */
export async function readRunbook(name: string): Promise<string | undefined> {
  if (!/^[a-z0-9-]+$/.test(name)) return undefined
  return readFile(`${FOLDER}${name}.md`, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
}
