import { copyFile, cp, mkdir, readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { checkBackup, sealBackup } from '../../adapters/backup-folder/manifest.ts'
import { CliError } from '../../adapters/cli/context.ts'
import type { BackupCommands } from '../../adapters/cli/ports.ts'
import { backupLocalPostgres, restoreLocalPostgres } from '../../adapters/local-postgres/backup.ts'
import { hasLocalDatabase } from '../../adapters/local-postgres/running.ts'
import { pendingMigrations } from '../../adapters/postgres/schema/migrate.ts'
import { copySpool } from '../../adapters/spool/copy.ts'
import type { Config } from '../config/config.ts'
import { makeDataDir, makeFolders } from '../data-dir.ts'
import { readVersion } from '../version.ts'
import { noDatabase, withDatabaseUrl, withPool } from './database.ts'

const PLATFORM = `${process.platform}-${process.arch}`

/** Beside the database and the spool: the API's token, and what alerting remembers without the database. */
const OTHER_FILES = ['api-token', 'alerts/outage.json']

export function createBackupCommands(config: () => Config, signal: AbortSignal): BackupCommands {
  return {
    async backup(asked) {
      const read = config()
      refuseOwnServer(read)
      if (!(await hasLocalDatabase(join(read.DATA_DIR, 'postgres')))) throw noDatabase(read)
      const target = resolve(asked)
      await makeEmptyFolder(target)
      const begunAt = new Date().toISOString()
      // First the spool: what is drained meanwhile is then in both, and joining it twice changes nothing.
      const waiting = await copySpool(join(read.DATA_DIR, 'spool'), join(target, 'spool'))
      await withDatabaseUrl(read, signal, false, (url) =>
        backupLocalPostgres(join(read.DATA_DIR, 'postgres'), url, join(target, 'postgres')),
      )
      for (const file of OTHER_FILES) await copyIfThere(read.DATA_DIR, target, file)
      const files = await sealBackup(target, { version: readVersion(), platform: PLATFORM, begunAt })
      return { folder: target, files, waiting }
    },
    async restore(asked) {
      const read = config()
      refuseOwnServer(read)
      const source = resolve(asked)
      const { begunAt, version, platform } = await checkBackup(source)
      if (platform !== PLATFORM) {
        throw new CliError(
          `The backup is for ${platform}, and this machine is ${PLATFORM}: restore it on its like.`,
        )
      }
      const folder = resolve(read.DATA_DIR)
      await refuseUsedFolder(folder)
      await makeDataDir(folder)
      await restoreLocalPostgres(join(source, 'postgres'), join(folder, 'postgres'))
      await cp(join(source, 'spool'), join(folder, 'spool'), { recursive: true })
      await copyFile(join(source, 'spool-inventory'), join(folder, 'spool-inventory'))
      for (const file of OTHER_FILES) await copyIfThere(source, folder, file)
      // Proves that PostgreSQL starts on it, and replays what was written while it was copied.
      const pending = await withPool(read, signal, false, (pool) =>
        pendingMigrations(pool, read.DATABASE_SCHEMA),
      )
      return { folder, begunAt, version, pending: pending.length }
    },
  }
}

function refuseOwnServer(config: Config): void {
  if (config.DATABASE_URL === undefined) return
  throw new CliError(
    'DATABASE_URL is set: back that server up with its own tools, such as pg_dump (docs/operations.md). ' +
      'This command is for the embedded PostgreSQL in DATA_DIR.',
  )
}

async function makeEmptyFolder(folder: string): Promise<void> {
  await makeFolders(folder, 0o700).catch((cause: NodeJS.ErrnoException) => {
    throw new CliError(`${folder} cannot be made (${cause.code}): name another folder for the backup.`, 3, {
      cause,
    })
  })
  if ((await readdir(folder)).length > 0) {
    throw new CliError(`${folder} is not empty: name a new folder for the backup.`)
  }
}

async function refuseUsedFolder(folder: string): Promise<void> {
  const names: string[] = await readdir(folder).catch(() => [])
  if (names.some((name) => name.startsWith('spool')) || (await hasLocalDatabase(join(folder, 'postgres')))) {
    throw new CliError(`${folder} holds data already: set DATA_DIR to a new folder, or move this one away.`)
  }
}

async function copyIfThere(from: string, to: string, file: string): Promise<void> {
  await mkdir(join(to, file, '..'), { recursive: true, mode: 0o700 })
  await copyFile(join(from, file), join(to, file)).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}
