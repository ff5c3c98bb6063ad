import { MESSAGES, RECIPIENTS, type TheirShape } from './shape.ts'

const THREE = [{ status: 'read' }, { status: 'failed' }, { status: 'pending' }]
const STATUSES = 'SELECT status FROM campaign_recipients ORDER BY id'

/** What lies on, around and between their tables. */
export const STRUCTURES: readonly TheirShape[] = [
  {
    name: 'views on top: a plain one, a materialized one, one that rules write through',
    campaign: 'c1',
    tables: `${MESSAGES} ${RECIPIENTS}
      CREATE VIEW everything AS SELECT r.id, r.status, m.status AS kinds FROM campaign_recipients r
        LEFT JOIN broadcasts_messages m ON m.message_id = r.whatsapp_message_id;
      CREATE MATERIALIZED VIEW totals AS SELECT status, count(*)::int AS n FROM campaign_recipients GROUP BY 1;
      CREATE RULE through AS ON UPDATE TO everything DO INSTEAD UPDATE campaign_recipients SET status = NEW.status WHERE id = NEW.id`,
    shows: [
      [
        "SELECT status, kinds ? 'read' AS is_read FROM everything ORDER BY id",
        [
          { status: 'read', is_read: true },
          { status: 'failed', is_read: false },
          { status: 'pending', is_read: null },
        ],
      ],
    ],
  },
  {
    name: 'generated columns, and a counter that they compute themselves',
    campaign: 'c1',
    findings: ['messages_read is generated: left alone.'],
    tables: `${RECIPIENTS}
      ALTER TABLE campaign_recipients ADD shouted TEXT GENERATED ALWAYS AS (upper(status)) STORED, ADD is_read BOOLEAN GENERATED ALWAYS AS (read_at IS NOT NULL) STORED;
      CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, messages_sent INT DEFAULT 0, messages_read INT GENERATED ALWAYS AS (messages_sent / 2) STORED);
      INSERT INTO marketing_campaigns (id) VALUES ('c1')`,
    shows: [
      [
        'SELECT shouted, is_read FROM campaign_recipients ORDER BY id',
        [
          { shouted: 'READ', is_read: true },
          { shouted: 'FAILED', is_read: false },
          { shouted: 'PENDING', is_read: false },
        ],
      ],
      [
        'SELECT messages_sent, messages_read FROM marketing_campaigns',
        [{ messages_sent: 1, messages_read: 0 }],
      ],
    ],
  },
  {
    name: 'triggers of theirs: touching, auditing, notifying, raising for rows of others',
    campaign: 'c1',
    tables: `${MESSAGES} ${RECIPIENTS}
      ALTER TABLE campaign_recipients ADD updated_at TIMESTAMPTZ;
      CREATE TABLE audit (id SERIAL PRIMARY KEY, recipient INT, status TEXT);
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.updated_at := clock_timestamp(); RETURN NEW; END';
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO audit (recipient, status) VALUES (NEW.id, NEW.status); PERFORM pg_notify('recipients', NEW.id::text); RETURN NULL; END $$;
      CREATE TRIGGER a_touch BEFORE UPDATE ON campaign_recipients FOR EACH ROW EXECUTE FUNCTION touch();
      CREATE TRIGGER z_note AFTER UPDATE OF status ON campaign_recipients FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION note();
      ALTER TABLE campaign_recipients DISABLE TRIGGER a_touch; ALTER TABLE campaign_recipients ENABLE ALWAYS TRIGGER a_touch`,
    shows: [
      [STATUSES, THREE],
      [
        'SELECT DISTINCT ON (recipient) recipient, status FROM audit ORDER BY recipient, id DESC',
        [
          { recipient: 1, status: 'read' },
          { recipient: 2, status: 'failed' },
        ],
      ],
      [
        'SELECT count(updated_at)::int AS touched FROM campaign_recipients WHERE updated_at IS NULL',
        [{ touched: 0 }],
      ],
    ],
  },
  {
    name: 'row level security: rows that no policy shows stay out, rows that one forbids to write are listed',
    campaign: 'c1',
    role: 'rows only',
    refused: ['not-written'],
    counters: { recipients: 4, pending: 1, sent: 1, delivered: 1, read: 1, failed: 2 },
    tables: `${RECIPIENTS}
      ALTER TABLE campaign_recipients ADD tenant INT DEFAULT 1; ALTER TABLE campaign_recipients ENABLE ROW LEVEL SECURITY;
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, tenant) VALUES ('c1', 'wamid.1', 2), ('c1', 'wamid.2', 3);
      CREATE POLICY seen ON campaign_recipients FOR SELECT USING (tenant IN (1, 3));
      CREATE POLICY written ON campaign_recipients FOR UPDATE USING (tenant = 1)`,
    shows: [
      [
        'SELECT status FROM campaign_recipients ORDER BY id',
        [...THREE, { status: 'pending' }, { status: 'pending' }],
      ],
    ],
  },
  {
    name: 'a role that may read and write rows, and nothing else',
    campaign: 'c1',
    role: 'rows only',
    findings: ['The role may not make a trigger: changes are found by polling all rows.'],
    tables: `${MESSAGES} ${RECIPIENTS}`,
    shows: [
      [STATUSES, THREE],
      ['SELECT count(*)::int AS n FROM broadcasts_messages', [{ n: 3 }]],
    ],
  },
  {
    name: 'partitioned tables: by hash of the key, by list of another column',
    campaign: 'c1',
    tables: `
      CREATE TABLE campaign_recipients (id BIGINT GENERATED ALWAYS AS IDENTITY, campaign_id TEXT NOT NULL, status TEXT DEFAULT 'pending', read_at TIMESTAMPTZ,
        whatsapp_message_id TEXT, PRIMARY KEY (id)) PARTITION BY HASH (id);
      CREATE TABLE recipients_0 PARTITION OF campaign_recipients FOR VALUES WITH (MODULUS 2, REMAINDER 0);
      CREATE TABLE recipients_1 PARTITION OF campaign_recipients FOR VALUES WITH (MODULUS 2, REMAINDER 1);
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2'), ('c1', NULL)`,
    shows: [[STATUSES, THREE]],
  },
  {
    name: 'names in quotes: MessageID, "WhatsApp_Message_Id", a key called "ID"',
    campaign: 'c1',
    tables: `
      CREATE TABLE broadcasts_messages ("ID" SERIAL PRIMARY KEY, "MessageID" TEXT NOT NULL UNIQUE, "Status" JSONB, "order" INT, "it's" TEXT);
      CREATE TABLE campaign_recipients ("ID" SERIAL PRIMARY KEY, "Campaign_ID" TEXT, "Status" TEXT DEFAULT 'Pending', "Read At?" TEXT, "ReadAt" TIMESTAMPTZ,
        "WhatsApp_Message_Id" TEXT);
      INSERT INTO campaign_recipients ("Campaign_ID", "WhatsApp_Message_Id") VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2'), ('c1', NULL)`,
    shows: [
      [
        'SELECT "Status", "ReadAt" FROM campaign_recipients ORDER BY "ID"',
        [
          { Status: 'Read', ReadAt: new Date('2025-11-25T09:01:00Z') },
          { Status: 'Failed', ReadAt: null },
          { Status: 'Pending', ReadAt: null },
        ],
      ],
      ['SELECT "MessageID" FROM broadcasts_messages WHERE "Status" ? \'read\'', [{ MessageID: 'wamid.1' }]],
    ],
  },
  {
    name: 'another schema, by the search path of the database',
    campaign: 'c1',
    tables: `CREATE SCHEMA "App"; SET search_path = "App"; ${MESSAGES} ${RECIPIENTS}
      CREATE TYPE mood AS ENUM ('pending', 'sent', 'delivered', 'read', 'failed');
      ALTER TABLE campaign_recipients ALTER status DROP DEFAULT, ALTER status TYPE mood USING status::mood, ALTER status SET DEFAULT 'pending';
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = "App", public', current_database()); END $$`,
    shows: [
      ['SELECT status::text FROM "App".campaign_recipients ORDER BY id', THREE],
      ['SELECT count(*)::int AS n FROM "App".broadcasts_messages', [{ n: 3 }]],
    ],
  },
  {
    name: 'a required column without default: messages that only webhooks know are listed, and the check says so',
    campaign: 'c1',
    refused: ['23502'],
    findings: ['Messages that only webhooks know cannot be inserted: null value in column "tenant_id"'],
    tables: `${MESSAGES.replace('status JSONB,', 'status JSONB, tenant_id INT NOT NULL,')} ${RECIPIENTS}
      INSERT INTO broadcasts_messages (message_id, tenant_id) VALUES ('wamid.1', 1), ('wamid.2', 1)`,
    shows: [
      [STATUSES, THREE],
      [
        "SELECT message_id, status ? 'read' AS is_read FROM broadcasts_messages ORDER BY 1",
        [
          { message_id: 'wamid.1', is_read: true },
          { message_id: 'wamid.2', is_read: false },
        ],
      ],
    ],
  },
  {
    name: 'a key of two columns, which names a recipient by campaign and number',
    campaign: 'c1',
    tables: `CREATE TABLE campaign_recipients (campaign_id TEXT, phone_number TEXT, status TEXT DEFAULT 'pending', read_at TIMESTAMPTZ, whatsapp_message_id TEXT,
        PRIMARY KEY (campaign_id, phone_number));
      INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
      VALUES ('c1', '919812345601', 'wamid.1'), ('c1', '919812345602', 'wamid.2'), ('c1', '919812345603', NULL)`,
    shows: [['SELECT status FROM campaign_recipients ORDER BY phone_number', THREE]],
  },
]
