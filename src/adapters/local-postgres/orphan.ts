import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { LocalPostgresError, systemCode } from './error.ts'
import { inUse } from './owner.ts'
import { identify, startOf } from './process-life.ts'

const FAST_SHUTDOWN_WAIT_MS = 30_000
const IMMEDIATE_SHUTDOWN_WAIT_MS = 10_000
const POLL_MS = 50

/**
 * Makes sure that no server runs on `dataDir`. One whose owner died (`inherited`) is stopped; one that a user started
 * by hand is theirs: DATA_DIR_IN_USE. The pid of one that was killed is removed, because PostgreSQL would refuse to start
 * while it belongs to an unburied child of nobody or, after a power cut, to some other program (which is left alone).
 * PostgreSQL still refuses as long as a process of the killed server has its shared memory.
 */
export async function endOrphan(
  dataDir: string,
  inherited: boolean,
  onLog: (line: string) => void,
): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (!(pid > 0)) return
  const finding = await identify(pid, dataDir)
  if (finding === 'gone' || finding === 'another-program') await rm(pidFile, { force: true })
  if (finding !== 'server-of-folder') return
  if (!inherited) throw inUse(dataDir, pid)
  onLog(`stopping the server (process ${pid}) that a former run left behind`)
  const ended =
    (await signalAndWait(pid, 'SIGINT', FAST_SHUTDOWN_WAIT_MS)) ||
    (await signalAndWait(pid, 'SIGQUIT', IMMEDIATE_SHUTDOWN_WAIT_MS))
  if (!ended) throw inUse(dataDir, pid)
}

/** It is not our child process, so its end is not reported to us: poll. */
async function signalAndWait(pid: number, signal: NodeJS.Signals, waitMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return true
    throw new LocalPostgresError(
      'DATA_DIR_IN_USE',
      `A former run left its PostgreSQL behind (process ${pid}), and this user may not stop it. ` +
        `Stop it with: kill -INT ${pid}`,
      { cause: error },
    )
  }
  const start = await startOf(pid)
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += POLL_MS) {
    const now = await startOf(pid)
    if (now === undefined || now !== start) return true
    await pause(POLL_MS)
  }
  return false
}
