import { constants } from 'node:fs'
import { access, statfs } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Finding } from '../../../adapters/cli/ports.ts'
import type { Config } from '../../config/config.ts'

/** Less room than the spool may take is worth a warning; less than this stops PostgreSQL and the spool soon. */
const LEAST_FREE_BYTES = 256 * 1024 ** 2
const MIB = 1024 ** 2

/** DATA_DIR: there, writable, and with room for the spool. */
export async function* examineDataFolder(config: Config): AsyncGenerator<Finding> {
  const folder = resolve(config.DATA_DIR)
  const refused = await access(folder, constants.W_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code ?? 'unknown error',
  )
  if (refused === 'ENOENT') {
    const message = `${folder} does not exist; the service makes it at its first start`
    yield { check: 'data', state: 'warning', message }
    return
  }
  if (refused !== undefined) {
    yield {
      check: 'data',
      state: 'problem',
      message: `${folder} cannot be written (${refused})`,
      advice: 'Run as the user it belongs to, or set DATA_DIR to a folder that you can write.',
    }
    return
  }
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  const state = free < LEAST_FREE_BYTES ? 'problem' : free < config.SPOOL_MAX_BYTES ? 'warning' : 'ok'
  yield {
    check: 'data',
    state,
    message: `${folder} can be written; ${Math.floor(free / MIB).toLocaleString('en')} MiB are free`,
    ...(state !== 'ok' && {
      advice: `Make room: the spool alone may take ${Math.floor(config.SPOOL_MAX_BYTES / MIB)} MiB (SPOOL_MAX_BYTES).`,
    }),
  }
}
