import { readdir, readFile } from 'node:fs/promises'

/**
 * Reads the `.sql` files of a folder.
 *
 * @throws Error naming the folder where it cannot be read
 */
export async function readCustomRules(folder: string): Promise<readonly { name: string; text: string }[]> {
  try {
    const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
    return await Promise.all(
      files.map(async (file) => ({
        name: file.slice(0, -'.sql'.length),
        text: await readFile(`${folder}/${file}`, 'utf8'),
      })),
    )
  } catch (cause) {
    throw new Error(`ALERTS_DIR=${folder} cannot be read: it must be a folder with .sql files.`, { cause })
  }
}
