import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder, processesIn, STOP_TIMEOUT_MS, start } from './support.ts'

describe('a start that cannot be', () => {
  it('names both versions when the data were made by another PostgreSQL', async () => {
    const folder = await makeFolder()
    const first = await start(folder)
    await first.stop(STOP_TIMEOUT_MS)
    await writeFile(join(first.dataDir, 'PG_VERSION'), '16\n')
    await expect(start(folder)).rejects.toMatchObject({
      code: 'WRONG_VERSION',
      message: expect.stringMatching(/PostgreSQL 16.*PostgreSQL 18/),
    })
  })

  it('quotes the last lines of the server, and leaves nothing running', async () => {
    const folder = await makeFolder()
    await expect(start(folder, { settings: { shared_buffers: 'plenty' } })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('invalid value for parameter "shared_buffers"'),
    })
    expect(await processesIn(join(folder, 'data'))).toEqual([])
    await start(folder)
  })

  it('gives up after its time, and leaves nothing running', async () => {
    const folder = await makeFolder()
    await expect(start(folder, { startTimeoutMs: 0 })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('not ready within 0 ms'),
    })
    expect(await processesIn(join(folder, 'data'))).toEqual([])
  })

  it('names npm install and DATABASE_URL when the programs are missing', async () => {
    await expect(start(await makeFolder(), { binariesFolder: '/nonexistent' })).rejects.toMatchObject({
      code: 'BINARIES_BROKEN',
      message: expect.stringMatching(/npm install.*DATABASE_URL/),
    })
  })

  it('leaves a folder alone that holds something else', async () => {
    const folder = await makeFolder()
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, 'data', 'novel.txt'), 'Call me Ishmael.')
    await expect(start(folder)).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE' })
    expect(await readFile(join(folder, 'data', 'novel.txt'), 'utf8')).toBe('Call me Ishmael.')
  })

  it('says which file is missing when the password is lost', async () => {
    const folder = await makeFolder()
    const first = await start(folder)
    await first.stop(STOP_TIMEOUT_MS)
    await writeFile(join(folder, 'pgpass'), '')
    await expect(start(folder)).rejects.toMatchObject({
      code: 'FOLDER_UNUSABLE',
      message: expect.stringContaining(join(folder, 'pgpass')),
    })
  })
})
