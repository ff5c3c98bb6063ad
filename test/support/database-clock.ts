import { Client } from 'pg'

/** The database's clock, which rules, silences and the outbox go by, as a test turns it. */
export interface DatabaseClock {
  readonly nowMs: () => number
  /** Stops it at a time. */
  set(atMs: number): Promise<void>
  /** Lets so much pass. */
  pass(byMs: number): Promise<void>
  close(): Promise<void>
}

/** What everybody who connects from now on gets where a statement says now(); columns' defaults stay with the true time. */
export async function stopDatabaseClock(url: string, atMs: number): Promise<DatabaseClock> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(`
    CREATE SCHEMA clock;
    CREATE TABLE clock.stopped (at TIMESTAMPTZ NOT NULL);
    CREATE FUNCTION clock.now() RETURNS TIMESTAMPTZ LANGUAGE sql STABLE AS 'SELECT at FROM clock.stopped';
    GRANT USAGE ON SCHEMA clock TO PUBLIC;
    GRANT SELECT ON clock.stopped TO PUBLIC;
    DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = clock, pg_catalog, public', current_database()); END $$`)
  let nowMs = 0
  async function set(toMs: number) {
    nowMs = toMs
    await client.query(
      'WITH gone AS (DELETE FROM clock.stopped) INSERT INTO clock.stopped VALUES (to_timestamp($1::float8 / 1000))',
      [toMs],
    )
  }
  await set(atMs)
  return { nowMs: () => nowMs, set, pass: (byMs) => set(nowMs + byMs), close: () => client.end() }
}
