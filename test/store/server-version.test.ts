import { expect, test } from 'vitest'
import { refuseOldServer } from '../../src/adapters/postgres/schema/migrate.ts'

test('a server that is too old is refused with its version and the one that is needed', () => {
  expect(() => refuseOldServer(150_013)).toThrow(/PostgreSQL 15, .* needs 16/)
  expect(() => refuseOldServer(160_000)).not.toThrow()
  expect(() => refuseOldServer(180_004)).not.toThrow()
})
