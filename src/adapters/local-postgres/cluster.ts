import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { LocalPostgresError } from './error.ts'
import type { Home } from './home.ts'
import { run } from './program.ts'

export const SUPERUSER = 'bluetick'

const DRAFT_PREFIX = 'new-'
const PASSWORD_BYTES = 24

/** Where the password is kept, in the format of psql's PGPASSFILE, readable only by the user who starts the service. */
export function passwordFileOf(home: Home): string {
  return join(home.folder, 'pgpass')
}

/**
 * Sees to it that the home holds data of this PostgreSQL's major version; returns the superuser's password. On the
 * first start they are made, under another name at first: what a crash leaves half-made is thrown away by the next
 * start.
 */
export async function openCluster(
  home: Home,
  binaries: Binaries,
  signal: AbortSignal | undefined,
): Promise<string> {
  await removeDrafts(home.folder)
  const found = await readdir(home.dataDir).catch(() => [])
  if (found.length === 0) return makeCluster(home, binaries, signal)
  await checkVersion(home.dataDir, binaries.version)
  return readPassword(home)
}

async function makeCluster(home: Home, binaries: Binaries, signal: AbortSignal | undefined): Promise<string> {
  const { folder, dataDir, user } = home
  const password = randomBytes(PASSWORD_BYTES).toString('hex')
  const draft = join(folder, DRAFT_PREFIX + randomBytes(6).toString('hex'))
  const passwordFile = join(draft, 'password')
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (user) await chown(passwordFile, user.uid, user.gid)
  if (user) await chown(draft, user.uid, user.gid)
  const made = await run(
    binaries.initdb,
    [
      `--pgdata=${join(draft, 'data')}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of text on every machine, and English messages: they are read by server.ts.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-instructions',
    ],
    user,
    signal,
  )
  signal?.throwIfAborted()
  if (made.code !== 0)
    throw new LocalPostgresError(
      'INITDB_FAILED',
      `PostgreSQL could not make its database in ${folder}:\n${made.output}`,
    )
  const line = `127.0.0.1:*:*:${SUPERUSER}:${password}\n`
  await rm(passwordFileOf(home), { force: true })
  await writeFile(passwordFileOf(home), line, { mode: 0o600, flush: true })
  await rename(join(draft, 'data'), dataDir)
  await removeDrafts(folder)
  return password
}

/** What cannot be removed is left to the next start: an initdb whose Bluetick was killed may still be writing to it. */
async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

async function checkVersion(dataDir: string, version: string): Promise<void> {
  const made = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (made === undefined)
    throw new LocalPostgresError(
      'FOLDER_UNUSABLE',
      `${dataDir} holds no database of PostgreSQL that this user can read. Move it away, or set DATA_DIR.`,
    )
  const major = version.split('.')[0]
  if (made.trim() !== major)
    throw new LocalPostgresError(
      'WRONG_VERSION',
      `The data in ${dataDir} were made by PostgreSQL ${made.trim()}, but this is PostgreSQL ${version}. Dump them ` +
        `with a PostgreSQL ${made.trim()} (pg_dumpall) and load them into a fresh folder (DATA_DIR), or run a ` +
        `PostgreSQL ${made.trim()} on them yourself and set DATABASE_URL.`,
    )
}

async function readPassword(home: Home): Promise<string> {
  const text = await readFile(passwordFileOf(home), 'utf8').catch(() => '')
  const password = text.trim().split(':')[4]
  if (password) return password
  throw new LocalPostgresError(
    'FOLDER_UNUSABLE',
    `The password of the database in ${home.folder} is missing: put the file ${passwordFileOf(home)} back. If it is ` +
      `lost, set a new one with \`postgres --single -D ${home.dataDir} postgres\` and write it there as the line ` +
      `127.0.0.1:*:*:${SUPERUSER}:PASSWORD`,
  )
}
