#!/usr/bin/env node
// The command line of a clone (`npx bluetick`) as well as of an image: builds first where the sources are newer
// than what was built from them, and says so. In an image there are no sources, and nothing is built.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const main = `${root}dist/compose/cli.js`

if (isStale()) {
  process.stderr.write('Building Bluetick first…\n')
  const compiler = `${root}node_modules/.bin/tsc`
  const built = spawnSync(compiler, ['-p', `${root}tsconfig.build.json`], { stdio: ['ignore', 2, 2] })
  if (built.status !== 0) {
    process.stderr.write('It could not be built: run "npm ci" in the clone, then try again.\n')
    process.exit(3)
  }
}
await import(pathToFileURL(main).href)

function isStale() {
  if (!existsSync(`${root}src`)) return false
  if (!existsSync(main)) return true
  const builtAtMs = statSync(main).mtimeMs
  return readdirSync(`${root}src`, { recursive: true, withFileTypes: true }).some(
    (entry) =>
      entry.isFile() && statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).mtimeMs > builtAtMs,
  )
}
