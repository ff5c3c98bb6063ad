import { createHash, randomUUID } from 'node:crypto'
import {
  chmod,
  copyFile,
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from './error.ts'
import { makeSharedFolder } from './shared-folder.ts'

/**
 * A copy of PostgreSQL's programs under `sharedFolder` that every user can read and run. The copy is named by version
 * and content and becomes visible by one rename, so that a half-made one is never used, an existing one is used
 * again, and two processes may do this at once. `made` tells whether this call made it.
 */
export async function stageBinaries(
  folder: string,
  version: string,
  sharedFolder: string,
): Promise<{ folder: string; made: boolean }> {
  await makeSharedFolder(sharedFolder)
  const server = await readFile(join(folder, 'bin', 'postgres'))
  const mark = createHash('sha256').update(server).digest('hex').slice(0, 8)
  const target = join(sharedFolder, `postgres-${version}-${mark}`)
  if (await stat(target).catch(() => undefined)) return { folder: target, made: false }
  const draft = `${target}.new-${randomUUID()}`
  try {
    await copyTree(folder, draft)
    await rename(draft, target)
    return { folder: target, made: true }
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    const another = systemCode(error) === 'ENOTEMPTY' || systemCode(error) === 'EEXIST'
    if (another) return { folder: target, made: false }
    throw error
  }
}

/** Readable for everyone, whatever the umask is and was; links stay links (libraries have several names). */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, copy)
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), copy)
    else {
      await copyFile(source, copy)
      const { mode } = await stat(source)
      await chmod(copy, (mode & 0o111) === 0 ? 0o644 : 0o755)
    }
  }
}
