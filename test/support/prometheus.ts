import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { z } from 'zod'

const RULES = fileURLToPath(new URL('../../ops/prometheus/rules/', import.meta.url))
const ready = (program: string) => spawnSync(program, ['--version']).status === 0

/** Whether Debian's `prometheus` package is installed, which brings both programs. Says so where it is not. */
export function hasPrometheus(forWhat: string): boolean {
  const found = ready('prometheus') && ready('promtool')
  if (!found) {
    process.stderr.write(
      `Skipped: ${forWhat}, because prometheus and promtool are missing (apt install prometheus).\n`,
    )
  }
  return found
}

/** Runs promtool; both of its outputs as one text. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly ok: boolean; readonly output: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return { ok: status === 0, output: stdout + stderr }
}

const sample = z.object({
  metric: z.record(z.string(), z.string()),
  value: z.tuple([z.number(), z.string()]),
})
const answer = z.object({ data: z.object({ result: z.array(sample) }) })
export type Sample = z.infer<typeof sample>

export interface Prometheus {
  /** What an expression gives now. @throws Error where Prometheus cannot parse it */
  query(expression: string): Promise<readonly Sample[]>
  /** The names of all series of the job. */
  metricNames(): Promise<readonly string[]>
  stop(): Promise<void>
}

/** A Prometheus with the rules of ops/, which scrapes one service every second. */
export async function startPrometheus(target: string): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'bluetick-prometheus-'))
  const address = `127.0.0.1:${await freePort()}`
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: [`${RULES}*.yml`],
    scrape_configs: [{ job_name: 'bluetick', static_configs: [{ targets: [target] }] }],
  }
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config))
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  )
  const get = async (path: string) => {
    const response = await fetch(`http://${address}/${path}`)
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return response
  }
  await vi.waitFor(() => get('-/ready'), { timeout: 30_000, interval: 100 })
  return {
    async query(expression) {
      const response = await get(`api/v1/query?query=${encodeURIComponent(expression)}`)
      return answer.parse(await response.json()).data.result
    },
    async metricNames() {
      const response = await get('api/v1/label/__name__/values')
      return z.object({ data: z.array(z.string()) }).parse(await response.json()).data
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port was given.')
  return address.port
}
