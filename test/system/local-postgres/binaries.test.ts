import { cp, lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openBinaries, platformFolder } from '../../../src/adapters/local-postgres/binaries.ts'
import { makeFolder } from './support.ts'

describe('the programs', () => {
  it('run although no install script has made the links of their libraries', async () => {
    const folder = await makeFolder()
    await cp(platformFolder(), join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    const libraries = join(folder, 'native', 'lib')
    for (const name of await readdir(libraries)) {
      if ((await lstat(join(libraries, name))).isSymbolicLink()) await rm(join(libraries, name))
    }
    const options = { folder: join(folder, 'native'), user: undefined, sharedFolder: '/nonexistent' }
    const binaries = await openBinaries({ ...options, onLog: () => undefined })
    expect(binaries.version).toMatch(/^18\.\d+$/)
  })
})
