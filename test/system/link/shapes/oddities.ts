import { JSON_OF, MESSAGES, RECIPIENTS, type TheirShape } from './shape.ts'

const THREE = [{ status: 'read' }, { status: 'failed' }, { status: 'pending' }]
const STATUSES = 'SELECT status FROM campaign_recipients ORDER BY id'
const INSERTED =
  "INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2'), ('c1', NULL);"
const COLUMNS =
  "campaign_id TEXT, phone_number TEXT, status TEXT DEFAULT 'pending', read_at TIMESTAMPTZ, whatsapp_message_id TEXT"

/** What looks like something else than it is. */
export const ODDITIES: readonly TheirShape[] = [
  {
    name: 'keys, ids and words with a collation of their own',
    campaign: 'c1',
    tables: `
      CREATE TABLE broadcasts_messages (id TEXT COLLATE "und-x-icu" PRIMARY KEY DEFAULT gen_random_uuid()::text, message_id TEXT COLLATE "und-x-icu" UNIQUE NOT NULL, status JSONB);
      CREATE TABLE campaign_recipients (${COLUMNS}, id TEXT COLLATE "und-x-icu" PRIMARY KEY);
      INSERT INTO campaign_recipients (id, campaign_id, whatsapp_message_id) VALUES ('a', 'c1', 'wamid.1'), ('B', 'c1', 'wamid.2'), ('c', 'c1', NULL)`,
    shows: [
      [STATUSES, THREE],
      ['SELECT count(*)::int AS n FROM broadcasts_messages WHERE status IS NOT NULL', [{ n: 3 }]],
    ],
  },
  {
    name: 'a collation to which case is the same',
    campaign: 'c1',
    tables: `CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      CREATE TABLE broadcasts_messages (id TEXT COLLATE ci PRIMARY KEY DEFAULT gen_random_uuid()::text, message_id TEXT COLLATE ci UNIQUE NOT NULL, phone_number TEXT, status TEXT COLLATE ci);
      CREATE TABLE marketing_campaigns (id TEXT COLLATE ci PRIMARY KEY, name TEXT, messages_read INT);
      CREATE TABLE campaign_recipients (id SERIAL, tenant TEXT COLLATE ci DEFAULT 'x', campaign_id TEXT COLLATE ci, phone_number TEXT, status TEXT COLLATE ci DEFAULT 'pending',
        read_at TIMESTAMPTZ, whatsapp_message_id TEXT COLLATE ci, PRIMARY KEY (tenant, id));
      INSERT INTO marketing_campaigns VALUES ('c1', 'Holi'); ${INSERTED}`,
    shows: [
      [STATUSES, THREE],
      ['SELECT messages_read FROM marketing_campaigns', [{ messages_read: 1 }]],
      ['SELECT count(*)::int AS n FROM broadcasts_messages', [{ n: 3 }]],
    ],
  },
  {
    name: 'deleted_at as a number, 0 in rows that are there',
    campaign: 'c1',
    findings: ['deleted_at is of type bigint, which holds no times: no row counts as deleted by it.'],
    tables: `CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, ${COLUMNS}, deleted_at BIGINT NOT NULL DEFAULT 0); ${INSERTED}`,
    shows: [[STATUSES, THREE]],
  },
  ...[
    ["TIMESTAMPTZ NOT NULL DEFAULT 'infinity'", 'infinity'],
    ["TEXT NOT NULL DEFAULT ''", 'empty'],
    ["TEXT NOT NULL DEFAULT '0'", '0 as text'],
  ].map(([column, name]) => ({
    name: `deleted_at is ${name} in rows that are there, and a time in those that are not`,
    campaign: 'c1',
    findings: ['Rows whose deleted_at is a time count as deleted.'],
    tables: `CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, ${COLUMNS}, deleted_at ${column}); ${INSERTED}
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, deleted_at) VALUES ('c1', 'wamid.9', '2025-11-25T08:00:00Z')`,
    shows: [[STATUSES, [...THREE, { status: 'pending' }]]] as const,
  })),
  {
    name: 'lists in a status, as text and as JSON',
    campaign: 'c1',
    tables: `CREATE TABLE broadcasts_messages (id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE, status TEXT);
      CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id TEXT, status JSONB, read_at TIMESTAMPTZ, whatsapp_message_id TEXT);
      INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.1', '["queued", "sent"]'), ('wamid.2', ' []');
      INSERT INTO campaign_recipients (campaign_id, status, whatsapp_message_id) VALUES ('c1', '["queued"]', 'wamid.1'), ('c1', '[]', 'wamid.2'), ('c1', NULL, NULL)`,
    shows: [
      [
        'SELECT status, read_at FROM campaign_recipients WHERE id = 1',
        [{ status: ['queued'], read_at: new Date('2025-11-25T09:01:00Z') }],
      ],
      ['SELECT status FROM campaign_recipients WHERE id = 2', [{ status: [] }]],
      [
        'SELECT message_id, status FROM broadcasts_messages ORDER BY 1',
        [
          { message_id: 'wamid.1', status: '["queued", "sent"]' },
          { message_id: 'wamid.2', status: ' []' },
          { message_id: 'wamid.9', status: '{"sent":"2025-11-25T09:00:00Z"}' },
        ],
      ],
    ],
  },
  {
    name: 'messages whose times are numbers',
    campaign: 'c1',
    findings: ['created_at is of type bigint, which holds no times: left alone.'],
    tables: `${RECIPIENTS} CREATE TABLE broadcasts_messages (id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, status JSONB, created_at BIGINT, updated_at BIGINT DEFAULT 7)`,
    shows: [
      [STATUSES, THREE],
      [
        "SELECT status, created_at, updated_at FROM broadcasts_messages WHERE message_id = 'wamid.9'",
        [{ status: JSON_OF.sent, created_at: null, updated_at: '7' }],
      ],
    ],
  },
  {
    name: 'campaigns of tenants, with a slug that is unique: recipients name the id',
    campaign: 'c1',
    tables: `${RECIPIENTS} CREATE TABLE marketing_campaigns (tenant_id INT, id TEXT, slug TEXT NOT NULL UNIQUE, name TEXT, messages_read INT, PRIMARY KEY (tenant_id, id));
      INSERT INTO marketing_campaigns VALUES (1, 'c1', 'holi-2025', 'Holi')`,
    shows: [
      ['SELECT id FROM bluetick.marketing_campaigns', [{ id: 'c1' }]],
      ['SELECT messages_read FROM marketing_campaigns', [{ messages_read: 1 }]],
    ],
  },
  {
    name: 'campaigns of two tenants with the same id: it is said',
    campaign: 'c1',
    findings: ['Several rows have the id c1, which is all that recipients name: they count as one campaign'],
    tables: `${RECIPIENTS} CREATE TABLE marketing_campaigns (tenant_id INT, id TEXT, name TEXT, messages_read INT, PRIMARY KEY (tenant_id, id));
      INSERT INTO marketing_campaigns VALUES (1, 'c0', 'Onam'), (1, 'c1', 'Holi'), (2, 'c1', 'Diwali')`,
    shows: [[STATUSES, THREE]],
  },
  {
    name: 'names that the server puts in quotes wherever it can',
    campaign: 'c1',
    tables: `${MESSAGES} ${RECIPIENTS}
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET quote_all_identifiers = on', current_database()); END $$`,
    shows: [
      [STATUSES, THREE],
      ["SELECT status FROM broadcasts_messages WHERE message_id = 'wamid.9'", [{ status: JSON_OF.sent }]],
    ],
  },
]
