import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { createAlertmanagerChannel } from '../../../src/adapters/channels/alertmanager.ts'
import { refreshChannels } from '../../../src/app/alerts/refresh-channels.ts'
import { type AlertBench, openAlertBench } from '../../alerts/alert-bench.ts'
import { MINUTE_MS, ruleOf } from '../../alerts/builders.ts'

const PROGRAM = 'prometheus-alertmanager'
const reason = whyNot()

function whyNot(): string | undefined {
  try {
    execFileSync(PROGRAM, ['--version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return `${PROGRAM} is not installed (Debian: prometheus-alertmanager)`
  }
}

interface Received {
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly { readonly status: string; readonly labels: Record<string, string> }[]
}

describe.skipIf(reason !== undefined)(
  `Alertmanager${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let bench: AlertBench
    let folder: string
    let receiver: Server
    let url: string
    let stop: () => Promise<void>
    const received: Received[] = []

    beforeAll(async () => {
      bench = await openAlertBench()
      folder = await mkdtemp(`${tmpdir()}/bluetick-alertmanager-`)
      receiver = createServer(async (request, response) => {
        let body = ''
        for await (const chunk of request) body += chunk
        received.push(JSON.parse(body))
        response.end()
      }).listen(0, '127.0.0.1')
      await vi.waitFor(() => expect(receiver.listening).toBe(true))
      const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
      await writeFile(
        `${folder}/config.yml`,
        `route:\n  receiver: hook\n  group_by: ['...']\n  group_wait: 0s\n  group_interval: 1s\n  repeat_interval: 4h\nreceivers:\n- name: hook\n  webhook_configs:\n  - url: ${hook}\n    send_resolved: true\n`,
      )
      const port = await freePort()
      url = `http://127.0.0.1:${port}`
      const child = spawn(
        PROGRAM,
        [
          `--config.file=${folder}/config.yml`,
          `--storage.path=${folder}/data`,
          `--web.listen-address=127.0.0.1:${port}`,
          '--cluster.listen-address=',
        ],
        { stdio: 'ignore' },
      )
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      stop = async () => {
        child.kill()
        await ended
      }
      await vi.waitFor(async () => expect((await fetch(`${url}/-/ready`)).status).toBe(200), {
        timeout: 20_000,
      })
    }, 60_000)
    afterAll(async () => {
      await stop?.()
      receiver?.close()
      await rm(folder, { recursive: true, force: true })
      await bench?.close()
    })
    beforeEach(async () => {
      await bench.clear()
      received.length = 0
      // Alertmanager goes by the true time.
      bench.nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 10 * MINUTE_MS
      const channel = createAlertmanagerChannel({ url, installation: 'Shop', now: Date.now })
      bench.channels = new Map([['am', channel]])
      bench.audience = () => ['am']
    })

    const active = async () =>
      (await (await fetch(`${url}/api/v2/alerts?active=true`)).json()) as {
        labels: Record<string, string>
        annotations: Record<string, string>
        startsAt: string
      }[]
    const FIRES = ruleOf(
      { fire: 'value > 0', for: '0m', summary: '{{value}} wrong in {{which}}' },
      "SELECT 1 AS value, 'a' AS which",
    )
    const WELL = ruleOf(
      { fire: 'value > 0', for: '0m', summary: '{{value}} wrong in {{which}}' },
      "SELECT 0 AS value, 'a' AS which",
    )
    // What decides stays the same, so that it is the same rule and not a changed one.
    const well = { ...WELL, fingerprint: FIRES.fingerprint }
    const refresh = async () =>
      refreshChannels(
        bench.channels ?? new Map(),
        { bySeverity: () => ['am'], escalation: [] },
        await bench.store.alerts(),
        bench.nowMs,
        (problem) => expect.fail(problem),
      )

    test('receives an alert once, however often it is sent again, and its end', async () => {
      await bench.tick([FIRES])
      await vi.waitFor(() => expect(received.map(({ status }) => status)).toEqual(['firing']), {
        timeout: 20_000,
      })
      expect(received[0]?.alerts[0]?.labels).toEqual({
        alertname: 'test-rule',
        severity: 'critical',
        installation: 'Shop',
        which: 'a',
      })
      for (let n = 0; n < 5; n++) {
        await bench.tick([FIRES])
        await refresh()
      }
      const [alert, ...others] = await active()
      expect(others).toEqual([])
      expect(alert?.annotations.summary).toBe('1 wrong in a')
      await bench.tick([well])
      await refresh()
      await vi.waitFor(() => expect(received.at(-1)?.status).toBe('resolved'), { timeout: 20_000 })
      // Once firing, once resolved: what was sent again in between was known.
      expect(received.map(({ status }) => status)).toEqual(['firing', 'resolved'])
      expect(await active()).toEqual([])
    }, 60_000)

    test('that lost what it knew has it back with the next cycle', async () => {
      await bench.tick([FIRES])
      await vi.waitFor(async () => expect(await active()).toHaveLength(1), { timeout: 20_000 })
      // As if it had been started anew: the alert is ended behind our back.
      const [known] = await active()
      await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([
          { labels: known?.labels, startsAt: known?.startsAt, endsAt: new Date().toISOString() },
        ]),
      })
      await vi.waitFor(async () => expect(await active()).toEqual([]), { timeout: 20_000 })
      await refresh()
      await vi.waitFor(async () => expect(await active()).toHaveLength(1), { timeout: 20_000 })
    }, 60_000)
  },
)

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await vi.waitFor(() => expect(server.listening).toBe(true))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
