import { readFile } from 'node:fs/promises'
import { Client } from 'pg'
import { systemCode } from './error.ts'

export const DATABASE = 'bluetick'

const CREATE_DATABASE = new URL('../../../sql/local-postgres/create-database.sql', import.meta.url)
const DUPLICATE_DATABASE = '42P04'

/** Makes the service's database on the server at `url` (any database there). Idempotent. */
export async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  // A lost connection also fails the query that waits for it, which is where it is dealt with.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(await readFile(CREATE_DATABASE, 'utf8'))
  } catch (error) {
    if (systemCode(error) !== DUPLICATE_DATABASE) throw error
  } finally {
    await client.end()
  }
}
