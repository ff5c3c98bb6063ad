import pg from 'pg'
import { createStateStore } from '../../src/adapters/postgres/messages/state-store.ts'
import { AS_WRITTEN } from '../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../src/adapters/postgres/schema/statements.ts'
import { backdate, seedCampaigns, someCampaigns } from './dashboard-data.ts'

// Fills the database of a running service, to look at pages: tsx test/support/seed-dashboard.ts DATABASE_URL [people]
const [, , url = '', people = '400'] = process.argv
const pool = new pg.Pool({ connectionString: url })
const nowMs = Date.now()
const campaigns = someCampaigns(nowMs, Number(people))
await seedCampaigns(createStateStore(pool, loadStatements(AS_WRITTEN)), campaigns, nowMs)
await backdate(pool, campaigns)
await pool.end()
