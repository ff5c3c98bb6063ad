import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Without it there are no certificates here. */
export const hasOpenssl: boolean = await run('openssl', ['version']).then(
  () => true,
  () => false,
)

/**
 * An authority (`ca.pem`) in a new folder, and a server's key and certificate signed by it (`server.key`, `server.pem`), made
 * out to "localhost".
 */
export async function makeAuthority(folder: string): Promise<void> {
  await mkdir(folder)
  await writeFile(join(folder, 'san'), 'subjectAltName=DNS:localhost\n')
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder })
  const request = ['req', '-newkey', 'rsa:2048', '-nodes', '-sha256']
  await openssl(
    ...request,
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=Bluetick test authority',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  await openssl(...request, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr')
  await openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'san',
    '-out',
    'server.pem',
  )
}
