import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeDataDir } from '../../src/compose/data-dir.ts'
import { bluetick } from '../support/command-line.ts'

describe('DATA_DIR', () => {
  test('is made with the folders above it', async () => {
    const root = await mkdtemp(join(tmpdir(), 'bluetick-data-'))
    const folder = join(root, 'a', 'b')
    await makeDataDir(folder)
    await makeDataDir(folder)
    expect((await stat(folder)).isDirectory()).toBe(true)
    await writeFile(join(root, 'file'), '')
    await expect(makeDataDir(join(root, 'file'))).rejects.toThrow(/cannot be written/)
    await expect(makeDataDir(join(root, 'file', 'c'))).rejects.toThrow('cannot be written (ENOTDIR)')
    await rm(root, { recursive: true })
  })

  test.runIf(process.platform === 'linux')(
    'where a system makes no folders (/proc, so on Linux only) is said at once, by the service as by commands',
    async () => {
      await expect(makeDataDir('/proc/bluetick/data')).rejects.toThrow(/DATA_DIR .* cannot be written \(E/)
      for (const args of [['migrate'], ['restore', '/proc/none'], ['backup', '/proc/none/b']]) {
        const { code, err } = await bluetick(args, { DATA_DIR: '/proc/bluetick' })
        expect({ args, code }).toEqual({ args, code: 3 })
        expect(err.trim().split('\n')).toHaveLength(1)
      }
    },
  )
})
