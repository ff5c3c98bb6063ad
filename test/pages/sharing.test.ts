import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createFrame } from '../../src/adapters/pages/frame.ts'
import type { PagesOptions } from '../../src/adapters/pages/options.ts'
import { writeSession } from '../../src/adapters/pages/session.ts'

const TOKENS = { act: 'token-of-those-who-act', view: 'token-of-those-who-look' }

let server: Server
let nowMs = Date.UTC(2026, 10, 27)
let shown = 0
beforeAll(async () => {
  const frame = createFrame({
    tokens: TOKENS,
    version: '0',
    now: () => nowMs,
    recordNumberView: async () => undefined,
    onError: () => undefined,
  } as unknown as PagesOptions)
  frame.get('/figures', (look) => {
    shown += 1
    if (look.zone === 'Asia/Tokyo') throw new Error('It cannot be shown.')
    return { title: 'Figures', live: true, content: `${shown} in ${look.zone}` }
  })
  frame.getOwn('/mine', ({ session }) => ({ title: 'Mine', content: session?.name }))
  server = createServer(express().use(frame.router)).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => server.close())
beforeEach(() => {
  nowMs += 60_000
  shown = 0
})

async function ask(
  path: string,
  { name = 'Asha', role = 'act' as 'act' | 'view', zone = 'UTC', live = true } = {},
): Promise<string> {
  const session = writeSession(TOKENS, { role, name, expiresAtMs: nowMs + 60_000 })
  const cookie = `bluetick_session=${session}; bluetick_zone=${encodeURIComponent(zone)}`
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  const answer = await fetch(url, { headers: { cookie, ...(live && { 'x-live': '1' }) } })
  return answer.text()
}

test('a page that is open many times is made once for all of them', async () => {
  const answers = await Promise.all(['Asha', 'Ravi', 'Mina'].map((name) => ask('/figures', { name })))
  expect(shown).toBe(1)
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('1 in UTC')
  nowMs += 1_500
  expect(await ask('/figures')).toContain('2 in UTC')
})

test('not for those who see it otherwise, nor for those who open it', async () => {
  await ask('/figures')
  expect(await ask('/figures', { zone: 'Asia/Kolkata' })).toContain('2 in Asia/Kolkata')
  expect(await ask('/figures', { role: 'view' })).toContain('3 in UTC')
  expect(await ask('/figures?range=7d')).toContain('4 in UTC')
  expect(await ask('/figures', { live: false })).toContain('5 in UTC')
  expect(await ask('/figures')).toContain('1 in UTC')
})

test('what is one person’s own is never shown to another', async () => {
  expect(await ask('/mine', { name: 'Asha' })).toContain('Asha')
  expect(await ask('/mine', { name: 'Ravi' })).toContain('Ravi')
})

test('what could not be shown is tried again by the next', async () => {
  await ask('/figures', { zone: 'Asia/Tokyo' })
  await ask('/figures', { zone: 'Asia/Tokyo' })
  expect(shown).toBe(2)
})
