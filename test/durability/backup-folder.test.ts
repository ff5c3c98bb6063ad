import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkBackup, sealBackup } from '../../src/adapters/backup-folder/manifest.ts'

const ABOUT = { version: '1.2.3', platform: 'linux-x64', begunAt: '2026-11-28T06:00:00.000Z' }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bluetick-backup-'))
  await mkdir(join(folder, 'data'))
  await writeFile(join(folder, 'data', 'base'), 'rows')
  await writeFile(join(folder, 'spool'), 'webhooks')
})
afterEach(() => rm(folder, { recursive: true }))

const manifest = () => join(folder, 'backup.json')

test('a backup that is whole says what it is of', async () => {
  expect(await sealBackup(folder, ABOUT)).toBe(2)
  expect(await checkBackup(folder)).toEqual({ format: 1, ...ABOUT })
})

test('one that was not finished, or whose list cannot be read, is none', async () => {
  await expect(checkBackup(folder)).rejects.toThrow('is not a finished backup: it has no backup.json')
  await sealBackup(folder, ABOUT)
  const text = await readFile(manifest(), 'utf8')
  for (const damaged of [text.slice(1), text.replace('"format": 1', '"format": 2'), '{}']) {
    await writeFile(manifest(), damaged)
    await expect(checkBackup(folder)).rejects.toThrow('is damaged, or of a newer Bluetick')
  }
})

test('a file that is missing, changed or added is named', async () => {
  await sealBackup(folder, ABOUT)
  await writeFile(join(folder, 'more'), '')
  await expect(checkBackup(folder)).rejects.toThrow('more does not belong to it')
  await rm(join(folder, 'more'))
  await writeFile(join(folder, 'spool'), 'webhookz')
  await expect(checkBackup(folder)).rejects.toThrow('spool is damaged')
  await writeFile(join(folder, 'spool'), 'webhooks')
  await rm(join(folder, 'data', 'base'))
  await expect(checkBackup(folder)).rejects.toThrow(`${join('data', 'base')} is missing`)
})

test('a backup is sealed once', async () => {
  await sealBackup(folder, ABOUT)
  await expect(sealBackup(folder, ABOUT)).rejects.toThrow('EEXIST')
})
