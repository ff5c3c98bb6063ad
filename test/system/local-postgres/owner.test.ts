import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { claimFolder } from '../../../src/adapters/local-postgres/owner.ts'
import { ended, exists, makeFolder, query, STOP_TIMEOUT_MS, start, startOwner } from './support.ts'

describe('a folder', () => {
  it('is refused while another process works with it, and free when that has stopped', async () => {
    const folder = await makeFolder()
    const owner = await startOwner(folder)
    await expect(start(folder)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringMatching(new RegExp(`${folder}.*process ${owner.pid}`)),
    })
    expect(exists(owner.server.pid)).toBe(true)
    owner.process.kill('SIGTERM')
    await ended(owner.process)
    await start(folder)
  })

  it('is refused to the process that works with it already', async () => {
    const folder = await makeFolder()
    const server = await start(folder)
    await expect(start(folder)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is taken over from a process that was killed, together with the server it left behind', async () => {
    const folder = await makeFolder()
    const owner = await startOwner(folder)
    await query(owner.server.url, 'create table kept as select 7 as seven')
    owner.process.kill('SIGKILL')
    await ended(owner.process)
    expect(exists(owner.server.pid)).toBe(true)
    const lines: string[] = []
    const server = await start(folder, { onLog: (line) => lines.push(line) })
    expect(server.pid).not.toBe(owner.server.pid)
    expect(server.url).toBe(owner.server.url)
    expect(lines.join('\n')).toContain(`process ${owner.server.pid}`)
    expect(await query(server.url, 'select * from kept')).toEqual([{ seven: 7 }])
  })

  it('is taken over where both were killed', async () => {
    const folder = await makeFolder()
    const owner = await startOwner(folder)
    await query(owner.server.url, 'create table kept as select 7 as seven')
    owner.process.kill('SIGKILL')
    process.kill(owner.server.pid, 'SIGKILL')
    await ended(owner.process)
    const server = await start(folder)
    expect(await query(server.url, 'select * from kept')).toEqual([{ seven: 7 }])
  })

  it('is refused while a server runs on it that somebody started by hand', async () => {
    const folder = await makeFolder()
    const server = await start(folder)
    const claim = join(folder, 'owner.json')
    const text = await readFile(claim, 'utf8')
    await rm(claim)
    await expect(start(folder)).rejects.toMatchObject({
      code: 'DATA_DIR_IN_USE',
      message: expect.stringContaining(`process ${server.pid}`),
    })
    await writeFile(claim, text)
  })

  it('starts, and harms nobody, when the pid of its last server now belongs to another program', async () => {
    const folder = await makeFolder()
    const first = await start(folder)
    await first.stop(STOP_TIMEOUT_MS)
    await writeFile(
      join(folder, 'data', 'postmaster.pid'),
      `${process.pid}\n${folder}/data\n1700000000\n5432\n`,
    )
    await writeFile(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, start: 'another life' }))
    const second = await start(folder)
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })
})

describe('a claim', () => {
  it('is held by one, however many want to take over at once', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'owner.json'), JSON.stringify({ pid: process.pid, start: 'another life' }))
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => claimFolder(folder)))
    const claims = results.filter((result) => result.status === 'fulfilled')
    expect(claims).toHaveLength(1)
    await claims[0]?.value.release()
    expect(await readdir(folder)).toEqual([])
  })

  it('is taken over even where one that took over died on the way', async () => {
    const folder = await makeFolder()
    const dead = JSON.stringify({ pid: process.pid, start: 'another life' })
    await writeFile(join(folder, 'owner.json'), dead)
    await writeFile(join(folder, 'owner.json.next'), dead)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => claimFolder(folder)))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(folder)).toEqual(['owner.json'])
  })

  it('is taken over when a power cut has emptied it', async () => {
    const folder = await makeFolder()
    await writeFile(join(folder, 'owner.json'), '')
    const claim = await claimFolder(folder)
    expect(claim.inherited).toBe(true)
  })

  it('is not released in place of a later one', async () => {
    const folder = await makeFolder()
    const first = await claimFolder(folder)
    await first.release()
    const second = await claimFolder(folder)
    await first.release()
    await expect(claimFolder(folder)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await second.release()
  })
})
