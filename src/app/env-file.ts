import process from 'node:process'

/** Loads a `.env` file in the working folder, where there is one; what the environment sets wins. */
export function loadEnvFile(): void {
  try {
    process.loadEnvFile()
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!missing) throw error
  }
}
