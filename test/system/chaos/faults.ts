import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { cp, mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { CHECKPOINTS, type CheckpointName } from '../../../src/domain/messages/checkpoint.ts'
import { DAMAGE } from './damage.ts'
import { OTHERS } from './others.ts'
import { between } from './random.ts'
import type { World } from './world.ts'

const run = promisify(execFile)

/** One thing that goes wrong under load, from the fault to the moment when everything may be well again. */
export interface Fault {
  readonly name: string
  readonly strike: (world: World) => Promise<void>
}

/** Webhooks to be answered between two faults, so that each meets a busy service. */
const BUSY = 40
const MEBIBYTE = 1024 * 1024

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected ${what}.`)
}

const killAnywhere: Fault = {
  name: 'SIGKILL at a random moment',
  async strike(world) {
    await world.acknowledged(between(world.random, 1, BUSY))
    await world.service.kill()
    await world.service.start()
  },
}

const killWhileSpooling: Fault = {
  name: 'SIGKILL at a random moment, database away',
  async strike(world) {
    await world.proxy.set('refuse')
    await world.acknowledged(between(world.random, 1, BUSY))
    await world.service.kill()
    await world.proxy.set('pass')
    await world.service.start()
  },
}

const AT_COMMIT: readonly CheckpointName[] = ['before-commit', 'after-commit']
const AT_SPOOLING: readonly CheckpointName[] = ['before-spooling', 'after-spooling']

function killAt(point: CheckpointName): Fault {
  return {
    name: `SIGKILL at "${point}"`,
    async strike(world) {
      const env = { CHAOS_POINT: point, CHAOS_HITS: String(between(world.random, 1, 5)) }
      await world.service.kill()
      if (AT_COMMIT.includes(point)) {
        await world.service.start(env)
      } else if (AT_SPOOLING.includes(point)) {
        await world.proxy.set('refuse')
        await world.service.start(env)
      } else {
        // The drain has something to do: the service starts on a spool that was filled before.
        await world.proxy.set('refuse')
        await world.service.start()
        await world.acknowledged(BUSY)
        await world.service.kill()
        await world.proxy.set('pass')
        await world.service.start({ ...env, CHAOS_HITS: '1' })
      }
      await world.service.ended()
      await world.proxy.set('pass')
      await world.service.start()
    },
  }
}

const crashPostgres: Fault = {
  name: 'PostgreSQL stopped with "immediate"',
  async strike(world) {
    await world.crashPostgres()
    await world.acknowledged(BUSY)
    await world.startPostgres()
  },
}

const terminateBackends: Fault = {
  name: 'pg_terminate_backend on every connection, 5 times',
  async strike(world) {
    for (let i = 0; i < 5; i++) {
      await world.pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bluetick'",
      )
      await world.acknowledged(5)
    }
  },
}

const resetConnections: Fault = {
  name: 'every connection to the database reset, 5 times',
  async strike(world) {
    for (let i = 0; i < 5; i++) {
      world.proxy.cut()
      await world.acknowledged(5)
    }
  },
}

/** Everything must be answered 200, and fast: AiSensy counts the rest as failed. */
function databaseAway(mode: 'refuse' | 'hang', webhooks: number): Fault {
  return {
    name: mode === 'refuse' ? 'database refuses connections' : 'database accepts and says nothing',
    async strike(world) {
      await world.recovered()
      world.load.resetAnswers()
      await world.proxy.set(mode)
      await world.acknowledged(webhooks)
      const { refused, broken, strange } = world.load.answers()
      await world.proxy.set('pass')
      world.proxy.cut()
      expect(refused + broken + strange === 0, 'every webhook to be answered 200 while the database is away')
    },
  }
}

const readOnly: Fault = {
  name: 'database read-only',
  async strike(world) {
    const database = new URL(String(world.pool.options.connectionString)).pathname.slice(1)
    const set = (value: string) =>
      world.pool.query(`ALTER DATABASE ${database} SET default_transaction_read_only = ${value}`)
    await set('on')
    world.proxy.cut()
    await world.acknowledged(BUSY)
    expect(await world.isSpooling(), 'the service to be spooling')
    // The pool's own connection may have been made meanwhile.
    await world.pool.query(
      `BEGIN READ WRITE; ALTER DATABASE ${database} SET default_transaction_read_only = off; COMMIT`,
    )
    world.proxy.cut()
  },
}

const spoolFull: Fault = {
  name: 'spool full',
  async strike(world) {
    await world.service.kill()
    await world.service.start({ SPOOL_MAX_BYTES: '20000' })
    world.load.resetAnswers()
    await world.proxy.set('refuse')
    await untilRefused(world)
    await world.proxy.set('pass')
    await world.recovered()
    await world.service.kill()
    await world.service.start()
  },
}

/** A disk of its own for DATA_DIR, smaller than what comes. Needs root, to mount it. */
const diskFull: Fault = {
  name: 'disk full',
  async strike(world) {
    await world.recovered()
    await world.service.kill()
    const disk = join(world.dataDir, 'small-disk')
    await mkdir(disk, { recursive: true })
    await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'bluetick-chaos', disk])
    try {
      await moveSpool(world.dataDir, disk)
      await world.service.start({ DATA_DIR: disk })
      world.load.resetAnswers()
      await world.proxy.set('refuse')
      await fillDisk(world)
      await untilRefused(world)
      await world.proxy.set('pass')
      await world.recovered()
    } finally {
      await world.service.kill()
      await moveSpool(disk, world.dataDir)
      await run('umount', [disk])
    }
    await world.service.start()
  },
}

/** With what came in the moment before the service was killed: it got a 200, and lies nowhere else. */
async function moveSpool(from: string, to: string): Promise<void> {
  for (const name of ['spool', 'spool-inventory']) {
    await rm(join(to, name), { recursive: true, force: true })
    // The reserve of room is made anew where there is any.
    const filter = (path: string) => basename(path) !== 'reserve'
    await cp(join(from, name), join(to, name), { recursive: true, filter })
    await rm(join(from, name), { recursive: true })
  }
}

/** Webhooks of a megabyte that cannot be compressed, until one is refused. */
async function fillDisk(world: World): Promise<void> {
  await world.until('a large webhook is refused', async () => {
    const padding = randomBytes(MEBIBYTE).toString('base64')
    const status = { id: 'filler', status: 'sent', timestamp: '1702207800', padding }
    const body = JSON.stringify({ statuses: [status] })
    const response = await fetch(`${world.service.url}/webhook`, { method: 'POST', body })
    await response.text()
    return response.status === 503
  })
}

async function untilRefused(world: World): Promise<void> {
  await world.until('webhooks are refused with 503 and Retry-After', async () => {
    return world.load.answers().refused > 0
  })
}

/** Whether this process may mount: `disk full` needs it. */
export function canMount(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

/** Every fault, once. */
export const FAULTS: readonly Fault[] = [
  killAnywhere,
  killWhileSpooling,
  ...CHECKPOINTS.map(killAt),
  crashPostgres,
  terminateBackends,
  resetConnections,
  databaseAway('refuse', 10 * BUSY),
  databaseAway('hang', 10 * BUSY),
  readOnly,
  spoolFull,
  ...(canMount() ? [diskFull] : []),
  ...DAMAGE,
  ...OTHERS,
]
