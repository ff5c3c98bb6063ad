import { createHash } from 'node:crypto'
import { lchown, readdir, readlink, realpath, stat, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { LocalPostgresError, systemCode } from './error.ts'
import type { SystemUser } from './program.ts'
import { canEnter, chooseUser } from './run-as.ts'
import { makeFolders, makeSharedFolder } from './shared-folder.ts'

/** Where a server's files lie: `data` (PostgreSQL's), and beside it what this adapter remembers. */
export interface Home {
  readonly folder: string
  readonly dataDir: string
  /** As whom PostgreSQL runs; undefined: as ourselves. */
  readonly user: SystemUser | undefined
  /** A remark where `folder` is not the folder that was asked for. */
  readonly note: string | undefined
}

/**
 * Finds or makes the home. It is the folder asked for, unless PostgreSQL's user cannot enter that: then it is a folder
 * of its own under `sharedFolder`, named after the one asked for, with links to its data and password left there. Idempotent, and safe
 * in two processes at once.
 */
export async function openHome(
  asked: string,
  sharedFolder: string,
  onLog: (line: string) => void,
): Promise<Home> {
  try {
    await makeFolders(resolve(asked))
    const here = await realpath(asked)
    const folder = (await linkedHome(here, sharedFolder)) ?? here
    await makeFolders(folder)
    const user = await chooseUser(join(folder, 'data'), onLog)
    if (user === undefined || (await canEnter(user, folder))) return describe(here, folder, user)
    if (await stat(join(folder, 'data')).catch(() => undefined)) throw unreachable(folder, user)
    const elsewhere = join(sharedFolder, slugOf(here))
    await makeSharedFolder(sharedFolder)
    await makeFolders(elsewhere)
    for (const name of ['data', 'pgpass']) {
      await symlink(join(elsewhere, name), join(here, name)).catch(unlessThere)
    }
    return describe(here, elsewhere, await chooseUser(join(elsewhere, 'data'), onLog))
  } catch (error) {
    if (error instanceof LocalPostgresError) throw error
    throw new LocalPostgresError(
      'FOLDER_UNUSABLE',
      `The data folder ${asked} cannot be used (${systemCode(error) ?? error}). ` +
        'Start as the user it belongs to, or set DATA_DIR or DATABASE_URL.',
      { cause: error },
    )
  }
}

/** Gives everything in the home's data to its user, where root owns it (a copy made by root, a restored backup). */
export async function adoptData(home: Home): Promise<void> {
  const { user, dataDir } = home
  if (user === undefined || (await stat(dataDir)).uid !== 0) return
  for (const name of await readdir(dataDir, { recursive: true })) {
    await lchown(join(dataDir, name), user.uid, user.gid)
  }
  await lchown(dataDir, user.uid, user.gid)
}

function describe(asked: string, folder: string, user: SystemUser | undefined): Home {
  const dataDir = join(folder, 'data')
  const note =
    folder === asked
      ? undefined
      : `The database lies in ${folder}, because PostgreSQL's user ${user?.name ?? ''} cannot enter ${asked}, ` +
        'where a link shows the way; to start afresh, delete both.'
  return { folder, dataDir, user, note }
}

/** The home that a former start left a link to; a link to anywhere else is not ours and left alone. */
async function linkedHome(asked: string, sharedFolder: string): Promise<string | undefined> {
  const link = await readlink(join(asked, 'data')).catch(() => undefined)
  return link !== undefined && dirname(dirname(link)) === sharedFolder ? dirname(link) : undefined
}

/** Readable, and different for every path. */
function slugOf(folder: string): string {
  const words = folder.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^-/, '')
  return `${words.slice(-80)}-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`
}

function unreachable(folder: string, user: SystemUser): LocalPostgresError {
  return new LocalPostgresError(
    'FOLDER_UNUSABLE',
    `The database in ${folder} cannot be reached by its user ${user.name}: a folder above it lets no other user ` +
      'pass. Allow that (chmod o+x), or move the data folder to another place and set DATA_DIR.',
  )
}

function unlessThere(error: unknown): void {
  if (systemCode(error) !== 'EEXIST') throw error
}
