import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { runCommand } from '../../../src/compose/cli/run.ts'

const TIMEOUT_MS = 180_000

const IS_LIVE = /^(Morning deals|New collection|Price drop|Flash sale) \d+$/

test(
  'the demo comes to a browser address with a month of campaigns, goes on by itself, and leaves nothing',
  async () => {
    const interrupted = new AbortController()
    let out = ''
    let err = ''
    const write = (text: string) => {
      out += text
    }
    const ended = runCommand({
      args: ['demo', '--people', '40'],
      environment: {},
      input: Readable.from([]),
      out: { write, print: async (text) => write(text) },
      err: { write: (text) => (err += text) },
      signal: interrupted.signal,
    })
    const field = (name: string) => new RegExp(`^${name} +(\\S+)$`, 'm').exec(out)?.[1] ?? ''
    await vi.waitFor(() => expect(err + out).toContain('Ctrl-C'), { timeout: TIMEOUT_MS, interval: 200 })

    const page = await fetch(`${field('Open')}/`, { headers: { accept: 'text/html' } })
    expect(page.headers.get('content-type')).toContain('text/html')
    const ask = async (path: string) => {
      const response = await fetch(`${field('Open')}/api${path}`, {
        headers: { authorization: `Bearer ${field('Token')}` },
      })
      return response.json() as Promise<{
        campaigns: { name: string; created_at: string; counters: { sent: number } }[]
      }>
    }
    const past = (await ask('/campaigns?limit=50')).campaigns.filter(({ name }) => !IS_LIVE.test(name))
    expect(past).toHaveLength(12)
    expect(past.every(({ counters }) => counters.sent > 0)).toBe(true)
    const daysAgo = past.map(({ created_at }) => (Date.now() - Date.parse(created_at)) / 86_400_000)
    expect(Math.max(...daysAgo)).toBeGreaterThan(20)
    await vi.waitFor(
      async () => {
        const running = (await ask('/campaigns?limit=50')).campaigns.filter(({ name }) => IS_LIVE.test(name))
        expect(running.some(({ counters }) => counters.sent > 0)).toBe(true)
      },
      { timeout: TIMEOUT_MS, interval: 500 },
    )

    interrupted.abort()
    expect(await ended).toBe(130)
    expect(err).toContain('nothing is left behind')
    const mails = /as files in (\S+)$/m.exec(out)?.[1] ?? 'no folder was named'
    expect(mails).toContain('bluetick-demo')
    expect(existsSync(dirname(mails))).toBe(false)
  },
  TIMEOUT_MS,
)
