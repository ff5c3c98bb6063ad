import { readFileSync } from 'node:fs'
import { z } from 'zod'

// `src` and `dist` lie at the same depth, so one path serves Node and Deno.
const MANIFEST = new URL('../../package.json', import.meta.url)

/** The service's version, as package.json has it. */
export function readVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(MANIFEST, 'utf8'))).version
}
