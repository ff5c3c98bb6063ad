import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'

/** 192 bits, as 32 characters that need no quoting anywhere. */
const TOKEN_BYTES = 24

export interface ApiToken {
  readonly token: string
  /** Where it is kept; only its owner can read it. */
  readonly file: string
  /** True where this call made it: show it once. */
  readonly made: boolean
}

/**
 * The API's token in the data folder, made at the first call. Two processes that start at once end up with the
 * same one.
 *
 * @throws Error naming the file where it cannot be read or written, or is empty
 */
async function openApiToken(dataDir: string): Promise<ApiToken> {
  const file = join(dataDir, 'api-token')
  const fresh = randomBytes(TOKEN_BYTES).toString('base64url')
  try {
    await mkdir(dataDir, { recursive: true })
    await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx', flush: true })
    return { token: fresh, file, made: true }
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!exists) throw new Error(`Cannot keep an API token in ${file}: set API_TOKEN.`, { cause: error })
  }
  const token = (await readFile(file, 'utf8')).trim()
  if (token === '') throw new Error(`${file} is empty: delete it, or set API_TOKEN.`)
  return { token, file, made: false }
}

/** The token in the data folder. A new one is shown once, on standard error and not in the log: logs travel. */
export async function keepApiToken(
  dataDir: string,
  log: { info(fields: object, message: string): void },
): Promise<string> {
  const { token, file, made } = await openApiToken(dataDir)
  log.info({ file }, `API_TOKEN is not set: ${made ? 'made a token' : 'using the token kept'}`)
  if (made) {
    process.stderr.write(`\nThe token for /api, shown this once and kept in ${file}:\n\n  ${token}\n\n`)
  }
  return token
}
