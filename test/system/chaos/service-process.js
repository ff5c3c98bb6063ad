import process from 'node:process'

/**
 * The service as it is, in a process of its own that ends without a word (SIGKILL) when it comes to the checkpoint
 * CHAOS_POINT for the CHAOS_HITS-th time. JavaScript, so that it can run what was built: with CHAOS_BUILT the process
 * starts in a third of the time.
 */
const [folder, ending] = process.env.CHAOS_BUILT === 'yes' ? ['dist', 'js'] : ['src', 'ts']
const load = (path) => import(`../../../${folder}/${path}.${ending}`)
const { createLogger } = await load('adapters/log/logger')
const { parseConfig } = await load('compose/config/config')
const { startService } = await load('compose/service')

const point = process.env.CHAOS_POINT
let hits = Number(process.env.CHAOS_HITS ?? 1)

function checkpoint(name) {
  if (name === point && --hits === 0) process.kill(process.pid, 'SIGKILL')
}

const config = parseConfig(process.env)
const log = createLogger({ level: config.LOG_LEVEL, format: 'json' })
const stopping = new AbortController()
const service = await startService(config, log, stopping.signal, checkpoint)
process.on('SIGTERM', () => void service.stop().then(() => process.exit(0)))
