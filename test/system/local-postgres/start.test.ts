import { execFile } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { exists, makeFolder, processesIn, query, STOP_TIMEOUT_MS, start } from './support.ts'

describe('the first start', () => {
  it('makes a database in UTF-8 and UTC, with checksums and a password, for this machine only', async () => {
    const lines: string[] = []
    const server = await start(await makeFolder(), { onLog: (line) => lines.push(line) })
    const [row] = await query(
      server.url,
      `select current_database() as name, current_setting('server_encoding') as encoding,
         current_setting('timezone') as timezone, current_setting('data_checksums') as checksums,
         current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
         (select datlocprovider::text || ' ' || datlocale from pg_database where datname = current_database()) as locale`,
    )
    expect(row).toEqual({
      name: 'bluetick',
      encoding: 'UTF8',
      timezone: 'UTC',
      checksums: 'on',
      addresses: '127.0.0.1',
      sockets: '',
      locale: 'b C.UTF-8',
    })
    const url = new URL(server.url)
    url.password = 'wrong'
    await expect(query(url.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    expect(lines.join('\n')).toContain('ready to accept connections')
    expect(lines.join('\n')).not.toContain(new URL(server.url).password)
    expect(server.note).toBeUndefined()
  })

  it('logs no statement and no value of one', async () => {
    const lines: string[] = []
    const server = await start(await makeFolder(), { onLog: (line) => lines.push(line) })
    await expect(query(server.url, "select '+4915112345678'::int")).rejects.toMatchObject({ code: '22003' })
    await server.stop(STOP_TIMEOUT_MS)
    expect(lines.join('\n')).not.toMatch(/4915112345678|select/i)
  })

  it('keeps the password in a file that only its user can read, and prints a psql line without it', async () => {
    const folder = await makeFolder()
    const server = await start(join(folder, "it's a folder"))
    const { password } = new URL(server.url)
    expect(server.psqlCommand).not.toContain(password)
    const file = join(folder, "it's a folder", 'pgpass')
    expect(await readFile(file, 'utf8')).toContain(password)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const psql = await promisify(execFile)('sh', ['-c', 'command -v psql']).catch(() => undefined)
    if (psql === undefined) return
    const { stdout } = await promisify(execFile)('sh', ['-c', `${server.psqlCommand} -Atc 'select 40 + 2'`])
    expect(stdout.trim()).toBe('42')
  })

  it('throws away what a crash in the middle of it left behind', async () => {
    const folder = await makeFolder()
    await mkdir(join(folder, 'new-5a3c', 'data'), { recursive: true })
    await writeFile(join(folder, 'new-5a3c', 'data', 'PG_VERSION'), '18\n')
    await start(folder)
    expect((await readdir(folder)).sort()).toEqual(['data', 'owner.json', 'pgpass', 'port.json'])
  })

  it('can be called off, and leaves nothing that the next one chokes on', async () => {
    const folder = await makeFolder()
    const stop = new AbortController()
    const starting = start(folder, { signal: stop.signal })
    const outcome = expect(starting).rejects.toThrow('no more wanted')
    await vi.waitUntil(async () => (await readdir(folder)).some((name) => name.startsWith('new-')), {
      interval: 5,
    })
    stop.abort(new Error('no more wanted'))
    await outcome
    expect(await readdir(folder)).not.toContain('data')
    expect(await readdir(folder)).not.toContain('owner.json')
    await start(folder)
  })
})

describe('a restart', () => {
  it('keeps data, password and port', async () => {
    const folder = await makeFolder()
    const first = await start(folder)
    await query(first.url, 'create table kept as select 7 as seven')
    await first.stop(STOP_TIMEOUT_MS)
    const second = await start(folder)
    expect(second.url).toBe(first.url)
    expect(await query(second.url, 'select * from kept')).toEqual([{ seven: 7 }])
  })

  it('takes another port when its own is taken, and keeps that one', async () => {
    const folder = await makeFolder()
    const rival = createServer()
    const port = await new Promise<number>((resolve) => {
      rival.listen(0, '127.0.0.1', () => {
        const address = rival.address()
        resolve(address !== null && typeof address === 'object' ? address.port : 0)
      })
    })
    onTestFinished(() => void rival.close())
    const first = await start(folder, { port })
    expect(new URL(first.url).port).not.toBe(String(port))
    await first.stop(STOP_TIMEOUT_MS)
    await new Promise((resolve) => rival.close(resolve))
    const second = await start(folder, { port })
    expect(second.url).toBe(first.url)
    await second.stop(STOP_TIMEOUT_MS)
    const asked = Number(new URL(first.url).port) === port + 1 ? port + 2 : port + 1
    const third = await start(folder, { port: asked })
    expect(new URL(third.url).port).toBe(String(asked))
  })

  it('recovers what was committed before the server crashed, and the crash is reported', async () => {
    const folder = await makeFolder()
    const first = await start(folder)
    await query(first.url, 'create table kept as select 7 as seven')
    process.kill(first.pid, 'SIGKILL')
    expect(await first.exited).toContain('SIGKILL')
    await first.stop(STOP_TIMEOUT_MS)
    const second = await start(folder)
    expect(await query(second.url, 'select * from kept')).toEqual([{ seven: 7 }])
  })
})

describe('stop', () => {
  it('ends every process of the server, open connections or not, and may be called again', async () => {
    const server = await start(await makeFolder())
    const lost = query(server.url, 'select pg_sleep(60)')
    const lostOutcome = expect(lost).rejects.toThrow()
    await vi.waitUntil(async () => {
      const [row] = await query(
        server.url,
        "select count(*)::int as n from pg_stat_activity where query like '%pg_sleep%' and pid <> pg_backend_pid()",
      )
      return row?.n === 1
    })
    await Promise.all([server.stop(STOP_TIMEOUT_MS), server.stop(STOP_TIMEOUT_MS)])
    await lostOutcome
    expect(exists(server.pid)).toBe(false)
    expect(await processesIn(server.dataDir)).toEqual([])
    await server.stop(STOP_TIMEOUT_MS)
  })

  it('is bounded: a server that does not react is killed', async () => {
    const server = await start(await makeFolder())
    process.kill(server.pid, 'SIGSTOP')
    await server.stop(100)
    expect(exists(server.pid)).toBe(false)
    expect(await processesIn(server.dataDir)).toEqual([])
  })
})
