import { chmod, chown, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type LocalPostgres, startLocalPostgres } from '../../../src/adapters/local-postgres/start.ts'
import { isAway } from '../../../src/adapters/postgres/connection/errors.ts'
import { createPool } from '../../../src/adapters/postgres/connection/pool.ts'
import { hasOpenssl, makeAuthority } from '../../support/authority.ts'

const STOP_TIMEOUT_MS = 10_000

if (!hasOpenssl) process.stderr.write('Skipped: TLS to PostgreSQL needs openssl to make certificates.\n')

describe.skipIf(!hasOpenssl)(
  'a PostgreSQL with a certificate of its own authority, made out to "localhost"',
  () => {
    let folder: string
    let server: LocalPostgres

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bluetick-tls-'))
      await chmod(folder, 0o711)
      server = await startLocalPostgres({ folder, settings: { fsync: 'off' }, onLog: () => undefined })
      await makeAuthority(join(folder, 'ours'))
      await makeAuthority(join(folder, 'theirs'))
      await turnTlsOn(server, join(folder, 'ours'))
    })
    afterAll(async () => {
      await server.stop(STOP_TIMEOUT_MS)
      await rm(dirname(server.dataDir), { recursive: true, force: true })
      await rm(folder, { recursive: true, force: true })
    })

    /** Connects as the service does, and tells whether the connection is encrypted. */
    async function connect(host: string, sslmode: string | undefined, authority?: string): Promise<boolean> {
      const url = new URL(server.url)
      url.hostname = host
      if (sslmode !== undefined) url.searchParams.set('sslmode', sslmode)
      const pool = createPool({
        connectionString: url.href,
        ...(authority !== undefined && { caFile: join(folder, authority, 'ca.pem') }),
        size: 1,
        connectTimeoutMs: 5_000,
        statementTimeoutMs: 5_000,
        onError: () => undefined,
      })
      try {
        const { rows } = await pool.query('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')
        return rows[0].ssl
      } finally {
        await pool.end()
      }
    }

    test('is spoken to in clear where nothing is asked for', async () => {
      expect(await connect('localhost', undefined)).toBe(false)
      expect(await connect('localhost', 'disable')).toBe(false)
    })

    test.each(['require', 'prefer'])('is spoken to encrypted by sslmode=%s, unchecked', async (mode) => {
      expect(await connect('localhost', mode)).toBe(true)
      expect(await connect('127.0.0.1', mode)).toBe(true)
    })

    test.each([undefined, 'require', 'verify-full'])(
      'is trusted by its authority, with sslmode=%s',
      async (mode) => {
        expect(await connect('localhost', mode, 'ours')).toBe(true)
      },
    )

    test('is not trusted by the authorities of this machine', async () => {
      await expect(connect('localhost', 'verify-full')).rejects.toThrow(/certificate/)
    })

    test.each(['require', 'verify-ca', 'verify-full'])(
      'is refused with another authority, by sslmode=%s',
      async (mode) => {
        await expect(connect('localhost', mode, 'theirs')).rejects.toThrow(/certificate/)
      },
    )

    test('is no server to wait for when its certificate is refused: the start stops', async () => {
      for (const [host, authority] of [
        ['localhost', 'theirs'],
        ['localhost', undefined],
        ['127.0.0.1', 'ours'],
      ] as const) {
        const refusal = await connect(host, 'verify-full', authority).catch((error: unknown) => error)
        expect(refusal).toBeInstanceOf(Error)
        expect(isAway(refusal), String(refusal)).toBe(false)
      }
    })

    test('is refused under another name, but for sslmode=verify-ca, which does not look at names', async () => {
      await expect(connect('127.0.0.1', 'verify-full', 'ours')).rejects.toThrow(/127\.0\.0\.1/)
      expect(await connect('127.0.0.1', 'verify-ca', 'ours')).toBe(true)
    })

    test('is not connected to where DATABASE_CA_FILE cannot be read, and the error says so', async () => {
      await expect(connect('localhost', 'verify-full', 'nobodys')).rejects.toThrow(
        /DATABASE_CA_FILE .*nobodys.*cannot be read \(ENOENT\)/,
      )
    })
  },
)

/** Gives the server its key, which its own user must own, and waits until it speaks TLS. */
async function turnTlsOn(server: LocalPostgres, authority: string): Promise<void> {
  const { uid, gid } = await stat(server.dataDir)
  await chmod(authority, 0o711)
  for (const file of ['server.key', 'server.pem']) await chown(join(authority, file), uid, gid)
  const client = new Client({ connectionString: server.url })
  await client.connect()
  try {
    await client.query(`ALTER SYSTEM SET ssl_cert_file = '${join(authority, 'server.pem')}'`)
    await client.query(`ALTER SYSTEM SET ssl_key_file = '${join(authority, 'server.key')}'`)
    await client.query('ALTER SYSTEM SET ssl = on')
    await client.query('SELECT pg_reload_conf()')
    await vi.waitFor(async () => {
      const { rows } = await client.query('SHOW ssl')
      expect(rows[0].ssl).toBe('on')
    })
  } finally {
    await client.end()
  }
}
