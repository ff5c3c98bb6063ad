import process from 'node:process'
import { createLogger } from '../../../src/adapters/log/logger.ts'
import { parseConfig } from '../../../src/compose/config/config.ts'
import { startService } from '../../../src/compose/service.ts'
import type { CheckpointName } from '../../../src/domain/messages/checkpoint.ts'

/**
 * The service as it is, in a process of its own that says when it is ready, and ends without a word (SIGKILL) when it
 * comes to the checkpoint CHAOS_POINT for the CHAOS_HITS-th time.
 */
const point = process.env.CHAOS_POINT
let hits = Number(process.env.CHAOS_HITS ?? 1)

async function checkpoint(name: CheckpointName): Promise<void> {
  if (name === point && --hits === 0) process.kill(process.pid, 'SIGKILL')
}

async function main(): Promise<void> {
  const config = parseConfig(process.env)
  const log = createLogger({ level: config.LOG_LEVEL, format: 'json' })
  const stopping = new AbortController()
  const service = await startService(config, log, stopping.signal, checkpoint)
  process.on('SIGTERM', () => void service.stop().then(() => process.exit(0)))
  process.send?.('ready')
}

void main()
