import { readFile, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'

const HOST = '127.0.0.1'

/**
 * A free port for the server: the one used last, so that it stays the same over restarts; else (or after a change of
 * what is asked for) the one asked for, where 0 asks for any; else any. It is free now; another program may still take it first.
 */
export async function choosePort(folder: string, asked: number | undefined): Promise<number> {
  const last = await readLast(folder)
  const wishes = last !== undefined && last.asked === asked ? [last.used, asked] : [asked, last?.used]
  for (const port of wishes) {
    const free = port === undefined ? undefined : await listenOnce(port)
    if (free !== undefined) return free
  }
  const port = await listenOnce(0)
  if (port === undefined) throw new Error(`Cannot listen on any port of ${HOST}`)
  return port
}

/** Keeps the port for the next start. */
export async function rememberPort(folder: string, asked: number | undefined, used: number): Promise<void> {
  await writeFile(join(folder, 'port.json'), JSON.stringify({ asked, used }))
}

async function readLast(folder: string): Promise<{ asked?: number; used: number } | undefined> {
  try {
    const { asked, used } = JSON.parse(await readFile(join(folder, 'port.json'), 'utf8'))
    return Number.isInteger(used) ? { asked, used } : undefined
  } catch {
    return undefined
  }
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(undefined))
    server.listen(port, HOST, () => {
      const address = server.address() as AddressInfo
      server.close(() => resolve(address.port))
    })
  })
}
