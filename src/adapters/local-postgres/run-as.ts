import { stat } from 'node:fs/promises'
import process from 'node:process'
import { LocalPostgresError, systemCode } from './error.ts'
import { run, type SystemUser } from './program.ts'

const OWN_USER = 'bluetick'

/**
 * PostgreSQL refuses to run as root, so as root it runs as
 * 1. whoever owns the data that are there already: the choice never changes, and data made by an ordinary
 *    user are still right when root starts the service;
 * 2. the user `bluetick`, if there is one; 3. PostgreSQL's own user, if there is one: it exists for this very purpose;
 * 4. a new system user `bluetick`, without password, home or shell;
 * 5. `nobody`, where the system lets us make no user (read-only /etc). Last, because other programs run as nobody too
 *    and could then read the data.
 * As an ordinary user: undefined, which means "as ourselves".
 */
export async function chooseUser(
  dataDir: string,
  onLog: (line: string) => void,
): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined
  return (
    (await ownerOf(dataDir)) ??
    (await findUser(OWN_USER)) ??
    (await findUser('postgres')) ??
    (await findUser('_postgres')) ??
    (await createUser(OWN_USER, onLog)) ??
    (await findUser('nobody')) ??
    fail(
      'PostgreSQL does not run as root, and this system has no other user for it. ' +
        'Start as an ordinary user, make a user named bluetick, or set DATABASE_URL.',
    )
  )
}

/** Whether `user` can enter `folder`. The kernel is asked, as that user: mode bits alone miss ACLs and the like. */
export async function canEnter(user: SystemUser, folder: string): Promise<boolean> {
  try {
    const { code } = await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], user)
    return code === 0
  } catch (error) {
    return fail(
      `PostgreSQL does not run as root, and this process may not become the user ${user.name} ` +
        `(${systemCode(error)}). Start as an ordinary user, or set DATABASE_URL.`,
      error,
    )
  }
}

/** The user named `name`, or undefined if there is none (or it is another name for root). */
export async function findUser(name: string): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])])
  const user = { name, uid: Number(uid.output), gid: Number(gid.output) }
  return uid.code === 0 && gid.code === 0 && user.uid > 0 ? user : undefined
}

/**
 * Makes a system user, or returns undefined where that is not possible. Another process that makes the same user at
 * the same time does no harm. (No `adduser` of BusyBox: npm has no PostgreSQL for musl, so there is no such system.)
 */
async function createUser(name: string, onLog: (line: string) => void): Promise<SystemUser | undefined> {
  const options = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent']
  const args = [...options, '--shell', '/usr/sbin/nologin', name]
  // Two useradd at once would both succeed, and the later would take the user's number away from the earlier.
  const made = await run('flock', ['/etc/passwd', 'useradd', ...args])
    .catch(() => run('useradd', args))
    .catch(() => undefined)
  const user = await findUser(name)
  if (user && made?.code === 0) onLog(`made the system user ${name}: PostgreSQL does not run as root`)
  return user
}

async function ownerOf(dataDir: string): Promise<SystemUser | undefined> {
  const owner = await stat(dataDir).catch(() => undefined)
  if (owner === undefined || owner.uid === 0) return undefined
  const name = await run('id', ['-un', String(owner.uid)])
  return { name: name.code === 0 ? name.output : `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid }
}

function fail(message: string, cause?: unknown): never {
  throw new LocalPostgresError('NO_UNPRIVILEGED_USER', message, { cause })
}
