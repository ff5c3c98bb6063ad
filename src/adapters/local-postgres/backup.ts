import { randomBytes } from 'node:crypto'
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Client } from 'pg'
import { passwordFileOf } from './cluster.ts'
import { systemCode } from './error.ts'
import { openHome } from './home.ts'
import { SHARED_FOLDER } from './shared-folder.ts'

const SQL = new URL('../../../sql/local-postgres/', import.meta.url)

/** Folders whose files belong to the running server; the copy has them empty. PostgreSQL manual, 25.3.4.1. */
const EMPTY_FOLDERS =
  /^(pg_wal|pg_replslot|pg_dynshmem|pg_notify|pg_serial|pg_snapshots|pg_stat_tmp|pg_subtrans)\//
const LEFT_OUT = /(^|\/)(postmaster\.(pid|opts)|pg_internal\.init[^/]*|pgsql_tmp[^/]*)($|\/)/
const WAL_SEGMENT = /^[0-9A-F]{24}$/

/**
 * Copies the data of the embedded server, which goes on working, and its password into `target`. The copy is as of the
 * end of the copying: a server that starts on it replays what was written meanwhile.
 *
 * @param folder `DATA_DIR/postgres`
 * @param url the running server, as its superuser
 */
export async function backupLocalPostgres(folder: string, url: string, target: string): Promise<void> {
  const home = await openHome(folder, SHARED_FOLDER, () => undefined)
  const data = join(target, 'data')
  await mkdir(data, { recursive: true, mode: 0o700 })
  await copyFile(passwordFileOf(home), join(target, 'pgpass'))
  const client = new Client({ connectionString: url, statement_timeout: 0 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const label = `bluetick_backup_${randomBytes(4).toString('hex')}`
    await client.query(await statement('backup-slot'), [label])
    await client.query(await statement('backup-start'), [label])
    await copyFiles(home.dataDir, data)
    const { rows } = await client.query<{ label: string }>(await statement('backup-stop'))
    await writeFile(join(data, 'backup_label'), rows[0]?.label ?? '', { mode: 0o600 })
    await copyLog(join(home.dataDir, 'pg_wal'), join(data, 'pg_wal'))
  } finally {
    await client.end()
  }
}

/**
 * Puts a copy of `backupLocalPostgres` where the embedded server of `folder` finds it; its owner is set at the next
 * start. There must be no data yet.
 */
export async function restoreLocalPostgres(source: string, folder: string): Promise<void> {
  const home = await openHome(folder, SHARED_FOLDER, () => undefined)
  await copyFile(join(source, 'pgpass'), passwordFileOf(home))
  await mkdir(home.dataDir, { recursive: true, mode: 0o700 })
  await cp(join(source, 'data'), home.dataDir, { recursive: true })
}

async function copyFiles(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const inside = path.slice(from.length + 1)
    if (LEFT_OUT.test(inside) || EMPTY_FOLDERS.test(inside)) continue
    if (entry.isDirectory()) await mkdir(join(to, inside), { recursive: true, mode: 0o700 })
    // Tables that are dropped meanwhile go; the log that is replayed knows.
    else await copyFile(path, join(to, inside)).catch(unlessGone)
  }
}

async function copyLog(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'archive_status'), { recursive: true, mode: 0o700 })
  for (const name of await readdir(from)) {
    if (WAL_SEGMENT.test(name)) await copyFile(join(from, name), join(to, name)).catch(unlessGone)
  }
}

function unlessGone(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error
}

function statement(name: string): Promise<string> {
  return readFile(new URL(`${name}.sql`, SQL), 'utf8')
}
