import type { Pool } from 'pg'

/** Writes rows as Bluetick itself does, so that the triggers that note what others write leave them alone. */
export async function asBluetick(pool: Pool, text: string, values: readonly unknown[] = []): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query("SET bluetick.writer = 'yes'")
    await client.query(text, [...values])
  } finally {
    await client.query('RESET bluetick.writer')
    client.release()
  }
}
