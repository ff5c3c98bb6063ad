import { execFile, spawn } from 'node:child_process'
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { makeFolder, type Running, runService } from '../support/run-service.ts'
import { processesIn } from './local-postgres/support.ts'

const hasPsql = await promisify(execFile)('psql', ['--version']).then(
  () => true,
  () => false,
)
if (!hasPsql)
  process.stderr.write('No psql here: the line that the service prints for it is taken apart instead.\n')

/** The guide's webhook (section 2, step 6). */
const REPORT = {
  id: 'test_msg_001',
  status: 'delivered',
  timestamp: '1702207800',
  recipient_id: '919876543210',
}
const STATUS = '{"delivered": "2023-12-10T11:30:00Z"}'

describe('a service with an embedded PostgreSQL', () => {
  test('says where it listens and how psql gets in, stops with its PostgreSQL, and has its data after a restart', async () => {
    const folder = await makeFolder()
    const first = runService(folder, {})
    const url = await first.listening()
    expect(await post(url)).toEqual({ status: 'success', processed: 1 })
    expect(await askAsPrinted(first, folder)).toBe(STATUS)
    const dataDir = await realpath(join(folder, 'data/postgres/data'))
    expect(await processesIn(dataDir)).not.toEqual([])
    await stop(first, 'SIGTERM')
    expect(await processesIn(dataDir)).toEqual([])

    const second = runService(folder, {})
    await second.listening()
    expect(await askAsPrinted(second, folder)).toBe(STATUS)
    // Under `deno task` Ctrl-C comes from the terminal and once more from the task runner.
    second.child.kill('SIGINT')
    await vi.waitFor(() => expect(second.output()).toContain('"stopping"'), { interval: 1 })
    await stop(second, 'SIGINT')
    expect(await processesIn(dataDir)).toEqual([])
  })

  test('starts it again when it dies, and answers webhooks meanwhile', async () => {
    const folder = await makeFolder()
    const service = runService(folder, {})
    const url = await service.listening()
    const dataDir = await realpath(join(folder, 'data/postgres/data'))
    const postmaster = Number((await readFile(join(dataDir, 'postmaster.pid'), 'utf8')).split('\n')[0])
    process.kill(postmaster, 'SIGKILL')
    expect(await post(url)).toEqual({ status: 'success', processed: 1 })
    const said = () => service.log().map(({ msg }) => msg)
    await vi.waitFor(() => expect(said()).toContain('embedded PostgreSQL is running again'), {
      timeout: 60_000,
    })
    await vi.waitFor(
      async () => expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: 'ready' }),
      { timeout: 30_000 },
    )
    expect(said()).toContain('embedded PostgreSQL exited; restarting')
    await vi.waitFor(async () => expect(await askAsPrinted(service, folder)).toBe(STATUS), {
      timeout: 30_000,
    })
    await stop(service, 'SIGTERM')
    expect(await processesIn(dataDir)).toEqual([])
  })

  test('ends when it is told so while it starts, and leaves nothing running', async () => {
    const folder = await makeFolder()
    const service = runService(folder, {})
    const home = join(folder, 'data/postgres')
    await vi.waitFor(async () => expect((await readdir(home)).join()).toMatch(/new-|data/), {
      timeout: 30_000,
      interval: 10,
    })
    service.child.kill('SIGTERM')
    expect(await service.ended).toBe(0)
    expect(service.output()).not.toContain('fatal')
    expect(await processesIn(await realpath(home).then((path) => join(path, 'data')))).toEqual([])
  })

  test('is refused a data folder that another one works with, which goes on undisturbed', async () => {
    const folder = await makeFolder()
    const first = runService(folder, {})
    const url = await first.listening()
    const second = runService(folder, {})
    expect(await second.ended).toBe(1)
    const [refusal] = second.log().filter(({ level }) => level === 'fatal')
    expect(refusal?.msg).toMatch(/Another Bluetick works with .*DATA_DIR/)
    expect(refusal).not.toHaveProperty('err')
    expect(await post(url)).toEqual({ status: 'success', processed: 1 })
  })

  test('names the port that is taken, and stops its PostgreSQL again', async () => {
    const rival = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void rival.close())
    const port = await vi.waitFor(() => {
      const address = rival.address()
      if (address === null || typeof address === 'string') throw new Error('The rival does not listen yet.')
      return address.port
    })
    const folder = await makeFolder()
    const service = runService(folder, { PORT: String(port) })
    expect(await service.ended).toBe(1)
    const [refusal] = service.log().filter(({ level }) => level === 'fatal')
    expect(refusal?.msg).toBe(`Port ${port} on 127.0.0.1 is taken: stop what uses it, or set PORT.`)
    expect(await processesIn(await realpath(join(folder, 'data/postgres/data')))).toEqual([])
  })
})

test('npm start passes a signal on to the service, and waits for its end', async () => {
  const folder = await makeFolder()
  const { scripts } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', scripts: { start: scripts.start } }),
  )
  await mkdir(join(folder, 'dist'), { recursive: true })
  await writeFile(
    join(folder, 'dist/main.js'),
    `process.on('SIGTERM', () => { console.log('told to stop'); process.exit() })
     setInterval(() => console.log('running'), 50)
     setTimeout(() => process.exit(1), 60_000)`,
  )
  const npm = spawn('npm', ['start'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  npm.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const ended = new Promise((resolve) => npm.on('close', resolve))
  await vi.waitFor(() => expect(output).toContain('running'), { timeout: 20_000 })
  npm.kill('SIGTERM')
  await ended
  expect(output).toContain('told to stop')
})

describe('the configuration of a process', () => {
  test('that cannot be used ends it with 1 and a list of everything that is wrong', async () => {
    const service = runService(await makeFolder(), { PORT: 'http', LOG_LEVEL: 'loud', DATABASE_URL: 'db' })
    expect(await service.ended).toBe(1)
    const output = service.output()
    expect(output).toMatch(/^The configuration cannot be used:\n/)
    for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL']) expect(output).toContain(`\n  ${name} `)
    expect(output).not.toMatch(/\bat .*\.ts:\d+/)
  })

  test('is read from .env in the working folder, and the environment wins', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, '.env'), 'LOG_LEVEL=loud\nPORT=http\n')
    const service = runService(folder, { PORT: '0' })
    expect(await service.ended).toBe(1)
    expect(service.output()).toContain('LOG_LEVEL')
    expect(service.output()).not.toContain('PORT')
  })
})

async function post(url: string): Promise<unknown> {
  const body = JSON.stringify({ statuses: [REPORT] })
  const response = await fetch(`${url}/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  return response.json()
}

/** Tells it to stop, and sees that it says so and ends well, long before it would have to be killed. */
async function stop(service: Running, signal: NodeJS.Signals): Promise<void> {
  service.child.kill(signal)
  expect(await service.ended).toBe(0)
  expect(service.log().at(-1)?.msg).toBe('stopped')
}

/** The message's status, by the line for psql that the log shows: run as it stands where there is a psql. */
async function askAsPrinted(service: Running, folder: string): Promise<string> {
  const line = service.log().find(({ msg }) => msg.startsWith('reach it with: '))
  const command = line?.msg.slice('reach it with: '.length) ?? ''
  const question = `SELECT status::text FROM broadcasts_messages WHERE message_id = '${REPORT.id}'`
  if (hasPsql) {
    const { stdout } = await promisify(execFile)('sh', ['-c', `${command} -Atc "${question}"`], {
      cwd: folder,
    })
    return stdout.trim()
  }
  const [, passwordFile = '', host, port, user, database] =
    /^PGPASSFILE=(\S+) psql -h (\S+) -p (\d+) -U (\S+) -d (\S+)$/.exec(command) ?? []
  const { stdout: password } = await promisify(execFile)('cut', ['-d:', '-f5', join(folder, passwordFile)])
  const client = new Client({ host, port: Number(port), user, database, password: password.trim() })
  await client.connect()
  const { rows } = await client.query(question)
  await client.end()
  return JSON.stringify(rows[0].status)
    .replaceAll(':', ': ')
    .replace(/(\d): (\d\d): /, '$1:$2:')
}
