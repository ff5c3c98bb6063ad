import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { passwordFileOf, SUPERUSER } from './cluster.ts'
import { DATABASE } from './database.ts'
import { systemCode } from './error.ts'
import { openHome } from './home.ts'
import { SHARED_FOLDER } from './shared-folder.ts'

const CONNECT_TIMEOUT_MS = 3_000

/** Whether a database was ever made in a folder (`DATA_DIR/postgres`). Makes nothing. */
export async function hasLocalDatabase(folder: string): Promise<boolean> {
  // One that may not be looked into is there.
  return access(join(folder, 'data', 'PG_VERSION')).then(
    () => true,
    (error: unknown) => systemCode(error) !== 'ENOENT',
  )
}

/**
 * The connection string of the server that another process runs on a folder (`DATA_DIR/postgres`) now, or nothing
 * where none answers there. Only users who can read the folder's password get in.
 */
export async function findRunningPostgres(folder: string): Promise<string | undefined> {
  const home = await openHome(folder, SHARED_FOLDER, () => undefined)
  const ports = await readFile(join(home.folder, 'port.json'), 'utf8').catch(() => undefined)
  const password = (await readFile(passwordFileOf(home), 'utf8').catch(() => '')).trim().split(':')[4]
  if (ports === undefined || password === undefined) return undefined
  const url = `postgres://${SUPERUSER}:${password}@127.0.0.1:${JSON.parse(ports).used}/${DATABASE}`
  return (await answers(url)) ? url : undefined
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
