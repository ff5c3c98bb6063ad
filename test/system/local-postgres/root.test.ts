import { chmod, cp, lchown, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { platformFolder } from '../../../src/adapters/local-postgres/binaries.ts'
import { findUser } from '../../../src/adapters/local-postgres/run-as.ts'
import { isRoot, makeFolder, query, STOP_TIMEOUT_MS, start } from './support.ts'

if (!isRoot)
  process.stderr.write('Skipped: how root runs PostgreSQL as another user can be tried by root only.\n')

describe.skipIf(!isRoot)('as root', () => {
  it('PostgreSQL runs as another user, in place where that user can pass', async () => {
    const binariesFolder = await copyBinaries(await makeFolder())
    const sharedFolder = join(await makeFolder(), 'shared')
    const folder = join(await realpath(await makeFolder()), 'made', 'by', 'us')
    const server = await start(folder, { binariesFolder, sharedFolder })
    expect((await stat(`/proc/${server.pid}`)).uid).not.toBe(0)
    expect(server.dataDir).toBe(join(folder, 'data'))
    expect(server.note).toBeUndefined()
    await expect(stat(sharedFolder)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('it runs from a clone that no other user can enter, and finds its data again', async () => {
    const clone = await realpath(await makeFolder(0o700))
    const binariesFolder = await copyBinaries(clone)
    const folder = join(clone, 'data', 'postgres')
    const sharedFolder = join(await makeFolder(), 'shared')
    const lines: string[] = []
    const options = { binariesFolder, sharedFolder, onLog: (line: string) => lines.push(line) }

    const first = await start(folder, options)
    expect(dirname(dirname(first.dataDir))).toBe(sharedFolder)
    expect(first.note).toContain(`lies in ${dirname(first.dataDir)}`)
    expect(first.note).toContain(folder)
    expect(await readlink(join(folder, 'data'))).toBe(first.dataDir)
    expect(await readFile(join(folder, 'pgpass'), 'utf8')).toContain(new URL(first.url).password)
    expect((await stat(`/proc/${first.pid}`)).uid).not.toBe(0)
    await query(first.url, 'create table kept as select 7 as seven')
    await expect(start(folder, options)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' })
    await first.stop(STOP_TIMEOUT_MS)

    const second = await start(folder, options)
    expect(second.url).toBe(first.url)
    expect(second.note).toBe(first.note)
    expect(await query(second.url, 'select * from kept')).toEqual([{ seven: 7 }])
    expect(lines.filter((line) => line.startsWith('copied PostgreSQL'))).toHaveLength(1)
  })

  it('two such clones can start at once, and share one copy of the programs', async () => {
    const clone = await makeFolder(0o700)
    const binariesFolder = await copyBinaries(clone)
    const sharedFolder = join(await makeFolder(), 'shared')
    const options = { binariesFolder, sharedFolder }
    const [a, b] = await Promise.all([start(join(clone, 'a'), options), start(join(clone, 'b'), options)])
    expect(a.dataDir).not.toBe(b.dataDir)
    const copies = (await readdir(sharedFolder)).filter((name) => name.startsWith('postgres-'))
    expect(copies).toEqual([expect.stringMatching(/^postgres-18\.\d+-[0-9a-f]{8}$/)])
  })

  it('a clone that no other user can enter is refused where there is no other place either', async () => {
    const folder = await makeFolder(0o700)
    await expect(start(folder, { sharedFolder: '/proc/bluetick' })).rejects.toMatchObject({
      code: 'FOLDER_UNUSABLE',
      message: expect.stringMatching(/\/proc\/bluetick.*DATABASE_URL/),
    })
    const open = await makeFolder(0o777)
    await expect(start(folder, { sharedFolder: open })).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE' })
  })

  it('data that were reachable once and are not any more are not left behind in silence', async () => {
    const above = await makeFolder()
    const folder = join(above, 'data')
    await (await start(folder)).stop(STOP_TIMEOUT_MS)
    await chmod(above, 0o700)
    await expect(start(folder)).rejects.toMatchObject({
      code: 'FOLDER_UNUSABLE',
      message: expect.stringContaining('chmod o+x'),
    })
  })

  it('it runs as whoever owns the data already, and root may have copied them', async () => {
    const nobody = await findUser('nobody')
    const folder = await makeFolder()
    const first = await start(folder)
    const { uid } = await stat(first.dataDir)
    await first.stop(STOP_TIMEOUT_MS)

    await chownTree(first.dataDir, nobody?.uid ?? 0, nobody?.gid ?? 0)
    const second = await start(folder)
    expect((await stat(`/proc/${second.pid}`)).uid).toBe(nobody?.uid)
    await second.stop(STOP_TIMEOUT_MS)

    await chownTree(first.dataDir, 0, 0)
    const third = await start(folder)
    expect((await stat(`/proc/${third.pid}`)).uid).toBe(uid)
  })
})

async function copyBinaries(to: string): Promise<string> {
  const folder = join(to, 'native')
  await cp(platformFolder(), folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

async function chownTree(folder: string, uid: number, gid: number): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) await lchown(join(folder, name), uid, gid)
  await lchown(folder, uid, gid)
}
