import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createStateStore } from '../../../src/adapters/postgres/messages/state-store.ts'
import { findInstallation } from '../../../src/adapters/postgres/schema/installation.ts'
import { migrate, pendingMigrations } from '../../../src/adapters/postgres/schema/migrate.ts'
import { createSchemaNames } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import { joinExternalRows } from '../../../src/app/campaigns/join-external-rows.ts'
import { commitBatch } from '../../../src/app/ingest/commit-batch.ts'
import { installFormer } from '../../support/former-version.ts'
import { createEmptyDatabase, type TestDatabase } from '../../support/postgres.ts'
import { report } from '../../support/reports.ts'

let database: TestDatabase
let pool: pg.Pool
beforeEach(async () => {
  database = await createEmptyDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
})
afterEach(async () => {
  await pool.end()
  await database.drop()
})

/** The schemas that hold tables, views or functions, less the server's own. */
async function schemasOf(kind: 'r' | 'f' = 'r'): Promise<Record<string, string[]>> {
  const { rows } = await pool.query(
    kind === 'r'
      ? `SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v') AND n.nspname !~ '^(pg_|information_schema)' ORDER BY 2`
      : `SELECT n.nspname AS schema, p.proname AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE n.nspname !~ '^(pg_|information_schema)' ORDER BY 2`,
  )
  const found: Record<string, string[]> = {}
  for (const { schema, name } of rows) found[schema] = [...(found[schema] ?? []), name]
  return found
}

const DOCUMENTS = [
  'broadcasts_messages',
  'campaign_recipients',
  'marketing_campaigns',
  'message_status_dashboard',
]

async function take(connection: pg.Pool = pool, schema?: string): Promise<void> {
  const names = createSchemaNames(await findInstallation(connection, schema))
  const store = createStateStore(connection, loadStatements(names))
  await commitBatch(store, [report({ ids: ['wamid.X'], campaignName: 'diwali' })], 'latest')
}

async function ownWrites(schema: string) {
  return (await pool.query(`SELECT settled, counted FROM ${schema}.campaign_recipients`)).rows
}

describe('a new installation', () => {
  test('keeps its own business in its own schema, and the documents’ tables in the first', async () => {
    await migrate(pool)
    const { public: first, bluetick } = await schemasOf()
    expect(first).toEqual(DOCUMENTS)
    expect(bluetick).toContain('message_ids')
    expect(bluetick).not.toContain('broadcasts_messages')
    expect(Object.keys(await schemasOf('f'))).toEqual(['bluetick'])
    await take()
    const { rows } = await pool.query('SELECT total_messages FROM message_status_dashboard')
    expect(rows).toEqual([{ total_messages: '1' }])
  })

  test.each(DOCUMENTS)('leaves tables alone that it did not make, and uses its own: %s', async (taken) => {
    await pool.query(
      `CREATE TABLE public.${taken} (id UUID PRIMARY KEY, message_id VARCHAR(50), status TEXT)`,
    )
    const before = await pool.query(
      `SELECT attname, atttypid FROM pg_attribute WHERE attrelid = 'public.${taken}'::regclass`,
    )
    await migrate(pool)
    expect(
      (
        await pool.query(
          `SELECT attname, atttypid FROM pg_attribute WHERE attrelid = 'public.${taken}'::regclass`,
        )
      ).rows,
    ).toEqual(before.rows)
    expect((await schemasOf()).public).toEqual([taken])
    expect((await schemasOf()).bluetick).toEqual(expect.arrayContaining(DOCUMENTS))
    expect(await findInstallation(pool)).toMatchObject({ documents: 'bluetick', taken: [taken] })
    await take()
    const { rows } = await pool.query('SELECT message_id FROM bluetick.broadcasts_messages')
    expect(rows).toEqual([{ message_id: 'wamid.X' }])
    expect(await migrate(pool)).toEqual([])
  })

  test('puts everything into the one schema that DATABASE_SCHEMA names, beside others of its kind', async () => {
    for (const schema of ['sender_a', 'sender_b']) {
      await migrate(pool, { schema })
      await take(pool, schema)
    }
    const found = await schemasOf()
    expect(Object.keys(found).sort()).toEqual(['sender_a', 'sender_b'])
    expect(found.sender_a).toEqual(found.sender_b)
    expect(found.sender_a).toEqual(expect.arrayContaining([...DOCUMENTS, 'message_ids']))
    const { rows } = await pool.query(
      'SELECT count(*)::integer AS n FROM sender_a.broadcasts_messages JOIN sender_b.broadcasts_messages USING (message_id)',
    )
    expect(rows).toEqual([{ n: 1 }])
    expect(await ownWrites('sender_a'), 'what Bluetick writes is not taken for somebody else’s').toEqual([
      { settled: true, counted: 2 },
    ])
  })

  test('with a schema of its own is set right where its triggers asked for a setting that nobody can set', async () => {
    await migrate(pool, { schema: 'sender_a' })
    const { rows } = await pool.query(
      `SELECT pg_get_triggerdef(oid) AS definition FROM pg_trigger
       WHERE tgconstraint = 0 AND pg_get_triggerdef(oid) LIKE '%''bluetick.writer''%'`,
    )
    expect(rows.length).toBeGreaterThan(5)
    for (const { definition } of rows)
      await pool.query(
        definition
          .replace('CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER')
          .replaceAll("'bluetick.writer'", `'"sender_a".writer'`),
      )
    const copying = `SELECT pg_get_functiondef('sender_a.note_own_change'::regproc) AS definition`
    const [note] = (await pool.query(copying)).rows
    await pool.query(note.definition.replaceAll("'bluetick.copying'", `'"sender_a".copying'`))
    await take(pool, 'sender_a').catch(() => undefined)
    expect(await ownWrites('sender_a')).toEqual([])
    const { qualify } = createSchemaNames({ own: 'sender_a', documents: 'sender_a' })
    await pool.query(qualify(await readFile('sql/migrations/0038-one-writer.sql', 'utf8')))
    expect((await pool.query(copying)).rows).toEqual([note])
    await take(pool, 'sender_a')
    expect(await ownWrites('sender_a')).toEqual([{ settled: true, counted: 2 }])
  })

  test('refuses a schema in which somebody else’s tables have the names', async () => {
    await pool.query('CREATE SCHEMA shop; CREATE TABLE shop.campaign_recipients (id INTEGER)')
    await expect(migrate(pool, { schema: 'shop' })).rejects.toThrow(
      'DATABASE_SCHEMA=shop holds campaign_recipients',
    )
    await pool.query('CREATE SCHEMA bluetick; CREATE TABLE bluetick.orders (id INTEGER)')
    await expect(migrate(pool)).rejects.toThrow('The schema bluetick holds tables that Bluetick did not make')
  })

  test('is made once, by however many replicas start at the same time', async () => {
    const applied = await Promise.all([migrate(pool), migrate(pool), migrate(pool)])
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1)
  })

  test('is not touched where a newer Bluetick has been at work', async () => {
    await migrate(pool)
    await pool.query("INSERT INTO bluetick.bluetick_migrations (name, checksum) VALUES ('9999-future', 'x')")
    await expect(migrate(pool)).rejects.toThrow('9999-future')
  })
})

describe('an installation of a former version', () => {
  test('is moved with its data, and goes on', async () => {
    await installFormer(pool)
    expect((await migrate(pool))[0]).toBe('0006-own-schema')
    const found = await schemasOf()
    expect(found.public).toEqual(DOCUMENTS)
    expect(found.bluetick).toEqual(
      expect.arrayContaining(['message_ids', 'webhook_bodies', 'bluetick_migrations']),
    )
    expect(Object.keys(await schemasOf('f'))).toEqual(['bluetick'])
    const { rows } = await pool.query(
      `SELECT (SELECT count(*) FROM broadcasts_messages)::integer AS messages,
              (SELECT count(*) FROM bluetick.message_ids)::integer AS ids,
              (SELECT count(*) FROM bluetick.webhook_bodies)::integer AS bodies,
              (SELECT total_messages FROM message_status_dashboard) AS shown`,
    )
    expect(rows).toEqual([{ messages: 1, ids: 1, bodies: 1, shown: '1' }])
    await take()
    expect(await migrate(pool)).toEqual([])
  })

  test('has recipients joined that are there twice: as listed by number alone, and as a webhook made them', async () => {
    await installFormer(pool)
    await pool.query(`
      INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.B', '{"delivered": "2023-12-10T11:31:00Z"}');
      INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id, from_webhook)
      VALUES ('c1', '+919800000001', NULL, false), ('c1', '+919800000001', 'wamid.B', true)`)
    await migrate(pool)
    const names = createSchemaNames(await findInstallation(pool))
    const store = createStateStore(pool, loadStatements(names))
    await joinExternalRows(store, 'latest', new AbortController().signal)
    const { rows } = await pool.query(
      `SELECT whatsapp_message_id AS id, status, from_webhook AS made FROM campaign_recipients WHERE phone_number IS NOT NULL`,
    )
    expect(rows).toEqual([{ id: 'wamid.B', status: 'delivered', made: false }])
  })

  test('stays where it is where DATABASE_SCHEMA says so', async () => {
    await installFormer(pool)
    await migrate(pool, { schema: 'public' })
    expect(Object.keys(await schemasOf())).toEqual(['public'])
    await take(pool, 'public')
  })

  test('keeps open to those who were given rights, and shuts out the whole world', async () => {
    await installFormer(pool)
    await withRoles(['anon', 'reporting'], async () => {
      await pool.query('GRANT SELECT ON ALL TABLES IN SCHEMA public TO anon, reporting')
      await migrate(pool)
      expect(await as('reporting', 'SELECT count(*)::integer AS n FROM broadcasts_messages')).toEqual([
        { n: 1 },
      ])
      await expect(as('anon', 'SELECT FROM broadcasts_messages')).rejects.toThrow('permission denied')
      await expect(as('anon', 'SELECT FROM message_status_dashboard')).rejects.toThrow('permission denied')
      await expect(as('anon', 'SELECT FROM bluetick.webhook_bodies')).rejects.toThrow('permission denied')
      await expect(as('anon', 'SELECT bluetick.keep_raw_days(1)')).rejects.toThrow('permission denied')
    })
  })
})

describe('rights', () => {
  test('nobody sees a row in a schema that others may look into, though they have rights by default', async () => {
    await withRoles(['anon', 'authenticated'], async () => {
      // As Supabase has it.
      await pool.query('ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated')
      await migrate(pool)
      await take()
      const { rows } = await pool.query(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relrowsecurity",
      )
      expect(rows).toEqual([])
      for (const table of DOCUMENTS)
        await expect(as('anon', `SELECT FROM ${table}`)).rejects.toThrow('permission denied')
      await pool.query(
        'ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM anon, authenticated',
      )
    })
  })

  test.each(['bluetick', 'sender'])(
    'a role that may only read and write rows is enough for the service, once the schema %s is current',
    async (schema) => {
      const role = `service_${Date.now()}`
      await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'; REVOKE CREATE ON SCHEMA public FROM PUBLIC`)
      const url = new URL(database.url)
      url.username = role
      url.password = 'x'
      const theirs = new pg.Pool({ connectionString: url.href, max: 2 })
      try {
        const where = schema === 'bluetick' ? {} : { schema }
        await expect(migrate(theirs, where)).rejects.toThrow('Run "bluetick migrate" as a role that may')
        await migrate(pool, { ...where, grantTo: role })
        await migrate(pool, { ...where, grantTo: role })
        expect(await pendingMigrations(theirs, where.schema)).toEqual([])
        expect(await migrate(theirs, where)).toEqual([])
        await take(theirs, where.schema)
        await theirs.query(`SELECT ${schema}.keep_raw_days(7)`)
        await expect(theirs.query(`CREATE TABLE ${schema}.mine ()`)).rejects.toThrow('permission denied')
      } finally {
        await theirs.end()
        await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`)
      }
    },
  )

  test('nothing depends on the search_path', async () => {
    const url = new URL(database.url)
    url.searchParams.set('options', '-c search_path=')
    const theirs = new pg.Pool({ connectionString: url.href, max: 2 })
    try {
      await migrate(theirs)
      await take(theirs)
      expect((await schemasOf()).public).toEqual(DOCUMENTS)
      await theirs.query("DELETE FROM public.broadcasts_messages WHERE message_id = 'wamid.X'")
      await theirs.query('TRUNCATE public.broadcasts_messages')
    } finally {
      await theirs.end()
    }
  })
})

/** Roles belong to the whole server, on which other tests run: made where they are missing, and left. */
async function withRoles(roles: readonly string[], work: () => Promise<void>): Promise<void> {
  for (const role of roles) {
    await pool.query(
      `DO $$ BEGIN CREATE ROLE ${role}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    )
  }
  await work()
}

async function as(role: string, sql: string): Promise<unknown[]> {
  const client = await pool.connect()
  try {
    await client.query(`SET ROLE ${role}`)
    return (await client.query(sql)).rows
  } finally {
    await client.query('RESET ROLE')
    client.release()
  }
}
