import process from 'node:process'

/** The environment, with what a `.env` file in the working folder adds, where there is one; what is set already wins. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  try {
    process.loadEnvFile()
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing) throw error
  }
  return process.env
}
