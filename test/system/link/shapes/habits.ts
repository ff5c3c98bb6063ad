import { MESSAGES, RECIPIENTS, type TheirShape } from './shape.ts'

const THREE = [{ status: 'read' }, { status: 'failed' }, { status: 'pending' }]
const STATUSES = 'SELECT status FROM campaign_recipients ORDER BY id'

/** Habits of tables that no catalogue names: what is deleted and stays, what may not be NULL, who owns what. */
export const HABITS: readonly TheirShape[] = [
  {
    name: 'TypeORM: UUIDs, camelCase, rows that are deleted by a date, a word in JSONB',
    campaign: '11111111-0000-4000-8000-000000000001',
    findings: ['Rows whose deletedAt is a time count as deleted.'],
    tables: `
      CREATE TYPE campaign_recipients_status_enum AS ENUM ('PENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED');
      CREATE TABLE broadcasts_messages (id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, "messageId" character varying NOT NULL UNIQUE,
        status jsonb NOT NULL DEFAULT '"queued"', "createdAt" TIMESTAMP NOT NULL DEFAULT now(), "deletedAt" TIMESTAMP);
      CREATE TABLE campaign_recipients (id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, "campaignId" uuid NOT NULL, "order" INT,
        status campaign_recipients_status_enum NOT NULL DEFAULT 'PENDING', "readAt" TIMESTAMP, "whatsappMessageId" character varying, "deletedAt" TIMESTAMP);
      INSERT INTO broadcasts_messages ("messageId", status) VALUES ('wamid.1', '"sent"');
      INSERT INTO campaign_recipients ("campaignId", "order", "whatsappMessageId", "deletedAt")
      SELECT '11111111-0000-4000-8000-000000000001', n, CASE n WHEN 3 THEN NULL WHEN 4 THEN 'wamid.2' ELSE 'wamid.' || n END, CASE WHEN n = 4 THEN now() END
      FROM generate_series(1, 4) n`,
    shows: [
      [
        'SELECT status::text, "readAt"::text FROM campaign_recipients ORDER BY "order"',
        [
          { status: 'READ', readAt: '2025-11-25 09:01:00' },
          { status: 'FAILED', readAt: null },
          { status: 'PENDING', readAt: null },
          { status: 'PENDING', readAt: null },
        ],
      ],
      [
        'SELECT "messageId", status FROM broadcasts_messages ORDER BY 1',
        [
          { messageId: 'wamid.1', status: 'read' },
          { messageId: 'wamid.2', status: 'failed' },
          { messageId: 'wamid.9', status: 'sent' },
        ],
      ],
    ],
  },
  {
    name: 'domains that are never NULL, with and without default, on columns that nobody writes',
    campaign: 'c1',
    tables: `
      CREATE DOMAIN tenant AS INT NOT NULL DEFAULT 7;
      CREATE DOMAIN note AS TEXT NOT NULL;
      CREATE DOMAIN word AS TEXT NOT NULL CHECK (VALUE <> '');
      CREATE TABLE broadcasts_messages (id SERIAL PRIMARY KEY, message_id word UNIQUE, tenant_id tenant, status JSONB);
      CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id word, tenant_id tenant, remark note, status word DEFAULT 'pending',
        read_at TIMESTAMPTZ, whatsapp_message_id TEXT);
      INSERT INTO campaign_recipients (campaign_id, remark, whatsapp_message_id) VALUES ('c1', 'a', 'wamid.1'), ('c1', 'b', 'wamid.2'), ('c1', 'c', NULL)`,
    shows: [
      [
        'SELECT status, tenant_id, remark FROM campaign_recipients ORDER BY id',
        [
          { status: 'read', tenant_id: 7, remark: 'a' },
          { status: 'failed', tenant_id: 7, remark: 'b' },
          { status: 'pending', tenant_id: 7, remark: 'c' },
        ],
      ],
      ['SELECT count(*)::int AS n FROM broadcasts_messages WHERE tenant_id = 7', [{ n: 3 }]],
    ],
  },
  {
    name: 'other tables inherit: a trigger does not see their rows, polling does',
    campaign: 'c1',
    findings: ['Other tables inherit from it, whose writes a trigger does not see'],
    tables: `
      CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id TEXT, status TEXT DEFAULT 'pending', whatsapp_message_id TEXT);
      CREATE TABLE recipients_2025 (archived BOOLEAN DEFAULT false) INHERITS (campaign_recipients);
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1');
      INSERT INTO recipients_2025 (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.2'), ('c1', NULL)`,
    shows: [[STATUSES, THREE]],
  },
  {
    name: 'partitioned by month, keys of two columns, a campaign known by tenant and id, a list of all that happened',
    campaign: 'c1',
    tables: `
      CREATE TABLE broadcasts_messages (id BIGINT GENERATED ALWAYS AS IDENTITY, message_id TEXT NOT NULL, status JSONB, created_at TIMESTAMPTZ NOT NULL DEFAULT now(),
        PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);
      CREATE TABLE messages_all PARTITION OF broadcasts_messages DEFAULT;
      CREATE INDEX ON broadcasts_messages (message_id);
      CREATE TABLE marketing_campaigns (tenant_id INT, id TEXT, name TEXT, messages_read SMALLINT NOT NULL DEFAULT 0, messages_failed INT, PRIMARY KEY (tenant_id, id));
      CREATE TABLE campaign_recipients (tenant_id INT, campaign_id TEXT, seq INT, status VARCHAR(12) DEFAULT 'pending', read_at TIMESTAMPTZ, whatsapp_message_id TEXT,
        PRIMARY KEY (tenant_id, campaign_id, seq), FOREIGN KEY (tenant_id, campaign_id) REFERENCES marketing_campaigns DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO marketing_campaigns (tenant_id, id, name) VALUES (4, 'c1', 'Holi');
      INSERT INTO campaign_recipients (tenant_id, campaign_id, seq, whatsapp_message_id) VALUES (4, 'c1', 1, 'wamid.1'), (4, 'c1', 2, 'wamid.2'), (4, 'c1', 3, NULL);
      INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.1', '[{"status": "sent", "at": 1764060000}]')`,
    shows: [
      ['SELECT status FROM campaign_recipients ORDER BY seq', THREE],
      [
        'SELECT name, messages_read, messages_failed FROM marketing_campaigns',
        [{ name: 'Holi', messages_read: 1, messages_failed: 1 }],
      ],
      [
        'SELECT message_id, status FROM broadcasts_messages ORDER BY 1',
        [
          { message_id: 'wamid.1', status: [{ status: 'sent', at: 1764060000 }] },
          { message_id: 'wamid.2', status: { failed: '2025-11-25T09:00:00Z' } },
          { message_id: 'wamid.9', status: { sent: '2025-11-25T09:00:00Z' } },
        ],
      ],
    ],
  },
  {
    name: 'a role that may only read: figures are right, and nothing is written or refused',
    campaign: 'c1',
    role: 'reads only',
    findings: [
      'Its rows are read; nothing is written back.',
      'The role may not insert: messages that only webhooks know stay out.',
    ],
    tables: `${MESSAGES} ${RECIPIENTS}`,
    shows: [
      [STATUSES, [{ status: 'pending' }, { status: 'pending' }, { status: 'pending' }]],
      ['SELECT count(*)::int AS n FROM broadcasts_messages', [{ n: 0 }]],
    ],
  },
  {
    name: 'a constraint that speaks at the commit refuses one row, and no other',
    campaign: 'c1',
    refused: ['23514'],
    findings: ['status cannot become read: not this one.'],
    tables: `${RECIPIENTS}
      CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.id = 1 AND NEW.status = 'read' THEN RAISE EXCEPTION 'not this one' USING ERRCODE = '23514'; END IF; RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON campaign_recipients DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late()`,
    shows: [
      [
        'SELECT status FROM campaign_recipients WHERE id > 1 ORDER BY id',
        [{ status: 'failed' }, { status: 'pending' }],
      ],
    ],
  },
  {
    name: 'a table whose policy raises for whoever has not set a tenant stays out, and the others are linked',
    campaign: 'c1',
    role: 'rows only',
    findings: ['It cannot be read: unrecognized configuration parameter "app.tenant".'],
    tables: `${MESSAGES} ${RECIPIENTS}
      ALTER TABLE broadcasts_messages ADD tenant INT; ALTER TABLE broadcasts_messages ENABLE ROW LEVEL SECURITY;
      INSERT INTO broadcasts_messages (message_id) VALUES ('wamid.0');
      CREATE POLICY mine ON broadcasts_messages USING (tenant = current_setting('app.tenant')::int)`,
    shows: [
      [STATUSES, THREE],
      ['SELECT message_id FROM broadcasts_messages', [{ message_id: 'wamid.0' }]],
    ],
  },
]
