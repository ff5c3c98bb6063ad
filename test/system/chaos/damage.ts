import { readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Fault } from './faults.ts'
import { between } from './random.ts'
import type { World } from './world.ts'

const SPOOLED = 40

/** A spool with something in it, and the service killed. */
async function killedWhileSpooling(world: World): Promise<void> {
  await world.recovered()
  await world.proxy.set('refuse')
  await world.acknowledged(SPOOLED)
  await world.service.kill()
}

/** Every file of the spool that holds anything, the list of what must be there among them. */
async function filesOfSpool(world: World): Promise<readonly string[]> {
  const level = join(world.dataDir, 'spool', 'level')
  const files = (await readdir(level)).filter((file) => !/^LO(CK|G(\.old)?)$/.test(file))
  return [...files.map((file) => join(level, file)), join(world.dataDir, 'spool-inventory')]
}

function damage(name: string, harm: (file: string, size: number, world: World) => Promise<void>): Fault {
  return {
    name: `a file of the spool ${name}`,
    async strike(world) {
      await killedWhileSpooling(world)
      const files = await filesOfSpool(world)
      const file = files[between(world.random, 0, files.length - 1)] ?? ''
      await harm(file, (await stat(file)).size, world)
      await world.proxy.set('pass')
      await world.service.start()
    },
  }
}

const byteFlipped = damage('with a byte flipped', async (file, size, world) => {
  const bytes = await readFile(file)
  const at = between(world.random, 0, size - 1)
  bytes[at] = (bytes[at] ?? 0) ^ 0xff
  await writeFile(file, bytes)
})

const truncated = damage('truncated', (file, size, world) => truncate(file, between(world.random, 0, size)))

const missing = damage('deleted', (file) => rm(file))

const folderRemoved: Fault = {
  name: "the spool's folder removed under the running service",
  async strike(world) {
    await world.recovered()
    await world.proxy.set('refuse')
    await world.acknowledged(SPOOLED)
    // Moved first: the service writes while it is removed.
    await rename(join(world.dataDir, 'spool'), join(world.dataDir, 'spool-gone'))
    await rm(join(world.dataDir, 'spool-gone'), { recursive: true })
    await world.acknowledged(SPOOLED)
    await world.service.kill()
    await world.proxy.set('pass')
    await world.service.start()
  },
}

const SQLSTATES = ['42501', '53100', '57014', '57P01', '08006', '40001', '25006', 'XX000', 'P0001', '23503']

const poisonRows: Fault = {
  name: 'a trigger that refuses some rows, with any SQLSTATE',
  async strike(world) {
    await world.recovered()
    const code = SQLSTATES[between(world.random, 0, SQLSTATES.length - 1)]
    await world.pool.query(`
      CREATE FUNCTION refuse_some() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.message_id LIKE '%7' THEN RAISE EXCEPTION 'refused' USING ERRCODE = '${code}'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse_some BEFORE INSERT ON broadcasts_messages FOR EACH ROW EXECUTE FUNCTION refuse_some()`)
    try {
      await world.acknowledged(2 * SPOOLED)
      if (await world.isSpooling()) throw new Error('A refused row is no outage.')
    } finally {
      await world.pool.query('DROP FUNCTION refuse_some CASCADE')
    }
    await world.rejoined()
  },
}

const STALLED = 200

const stalledBodies: Fault = {
  name: `${STALLED} senders that never finish their bodies`,
  async strike(world) {
    const { hostname, port } = new URL(world.service.url)
    const piece = Buffer.alloc(512 * 1024, 'x')
    const sockets: Socket[] = []
    for (let n = 0; n < STALLED; n++) {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => undefined)
      socket.write('POST /webhook HTTP/1.1\r\nhost: x\r\ncontent-length: 4000000\r\n\r\n')
      socket.write(piece)
      sockets.push(socket)
    }
    await world.acknowledged(2 * SPOOLED)
    for (const socket of sockets) socket.destroy()
  },
}

/** What is done to the spool's files, to rows, and to connections, once each. */
export const DAMAGE: readonly Fault[] = [
  byteFlipped,
  truncated,
  missing,
  folderRemoved,
  poisonRows,
  stalledBodies,
]
