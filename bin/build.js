// Builds where the sources are newer than what was built last. An image has no sources, and nothing is built there.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Written last: a build that broke off, or that the compiler refused, is none. */
const stamp = `${root}dist/.built`

/** Whether what is built is what the sources say now. */
export function buildWhereStale() {
  if (!isStale()) return true
  process.stderr.write('Building Bluetick first…\n')
  const compiler = `${root}node_modules/.bin/tsc`
  const built = spawnSync(compiler, ['-p', `${root}tsconfig.build.json`], { stdio: ['ignore', 2, 2] })
  if (built.status !== 0) {
    process.stderr.write('It could not be built: run "npm ci" in the clone, then try again.\n')
    return false
  }
  writeFileSync(stamp, '')
  return true
}

function isStale() {
  if (!existsSync(`${root}src`)) return false
  if (!existsSync(stamp)) return true
  const builtAtMs = statSync(stamp).mtimeMs
  const isNewer = (file) => statSync(file).mtimeMs > builtAtMs
  // A folder is newer than the build where a file in it was added, taken away or renamed.
  return (
    [`${root}src`, `${root}package-lock.json`, `${root}tsconfig.build.json`].some(isNewer) ||
    readdirSync(`${root}src`, { recursive: true, withFileTypes: true }).some((entry) =>
      isNewer(`${entry.parentPath ?? entry.path}/${entry.name}`),
    )
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(buildWhereStale() ? 0 : 1)
