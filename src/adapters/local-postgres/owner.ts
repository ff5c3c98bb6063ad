import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { LocalPostgresError, systemCode } from './error.ts'
import { isAlive, startOf, UNKNOWN_START } from './process-life.ts'

/** The right to work with a folder, held by this process until `release`. */
export interface Claim {
  /** True where a former owner died without letting go: its server may still run. */
  readonly inherited: boolean
  /** Idempotent. */
  release(): Promise<void>
}

interface Owner {
  readonly pid: number
  readonly start: string
}

/** A claim can change between looking and taking; more often than this it is not an accident. */
const MAX_ATTEMPTS = 10

/**
 * Takes the folder for this process, or throws DATA_DIR_IN_USE naming the process that has it. The claim is a file that
 * appears whole or not at all, and holds who made it: one whose process is gone is taken over.
 */
export async function claimFolder(folder: string): Promise<Claim> {
  const path = join(folder, 'owner.json')
  const me: Owner = { pid: process.pid, start: (await startOf(process.pid)) ?? UNKNOWN_START }
  const mine = JSON.stringify({ ...me, claim: randomUUID() })
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, mine, { mode: 0o600 })
    const inherited = await take(path, draft, folder)
    return { inherited, release: () => release(path, mine) }
  } catch (error) {
    if (error instanceof LocalPostgresError) throw error
    throw new LocalPostgresError(
      'FOLDER_UNUSABLE',
      `The data folder ${folder} cannot be written (${systemCode(error) ?? error}). ` +
        'Start as the user it belongs to, or set DATA_DIR or DATABASE_URL.',
      { cause: error },
    )
  } finally {
    await rm(draft, { force: true }).catch(() => undefined)
  }
}

export function inUse(folder: string, pid: number): LocalPostgresError {
  return new LocalPostgresError(
    'DATA_DIR_IN_USE',
    `The data folder ${folder} is in use by process ${pid}. ` +
      'Stop that one first, or give this one another folder (DATA_DIR) or a DATABASE_URL.',
  )
}

/**
 * Makes `path` a link to `draft`, if no live process has it; returns whether a dead one had it. A dead claim is replaced
 * only by the holder of `path`.next, so that of many that find it dead one wins. That guard is itself taken in this way:
 * its holder may have died too.
 */
async function take(path: string, draft: string, folder: string): Promise<boolean> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (await tryLink(draft, path)) return false
    const found = await readIfThere(path)
    if (found === undefined) continue
    const owner = parseOwner(found)
    if (owner && (await isAlive(owner.pid, owner.start))) throw inUse(folder, owner.pid)
    const guard = `${path}.next`
    await take(guard, draft, folder)
    if ((await readIfThere(path)) === found) {
      await rename(guard, path)
      return true
    }
    await rm(guard, { force: true })
  }
  throw new LocalPostgresError('DATA_DIR_IN_USE', `Several processes are starting on ${folder} at once.`)
}

async function release(path: string, mine: string): Promise<void> {
  if ((await readIfThere(path)) === mine) await rm(path, { force: true })
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Undefined for what a power cut left of a claim. */
function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, start } = JSON.parse(text)
    return Number.isInteger(pid) && typeof start === 'string' ? { pid, start } : undefined
  } catch {
    return undefined
  }
}
