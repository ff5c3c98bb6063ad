import { expect } from 'vitest'
import { JSON_OF, MESSAGES, RECIPIENTS, type TheirShape } from './shape.ts'

/** Types of columns, and what tables allow in them. */
export const TYPES: readonly TheirShape[] = [
  {
    name: 'bigint ids beyond what a double holds, one word as the status of messages, a smallint counter',
    campaign: '9007199254740993',
    tables: `
      CREATE TABLE broadcasts_messages (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, message_id TEXT NOT NULL UNIQUE,
        status VARCHAR(20) NOT NULL CHECK (status IN ('queued', 'sent', 'delivered', 'seen', 'failed')), created_at TIMESTAMPTZ NOT NULL);
      CREATE TABLE marketing_campaigns (id BIGINT PRIMARY KEY, messages_sent SMALLINT NOT NULL DEFAULT 0, messages_read TEXT);
      CREATE TABLE campaign_recipients (id BIGINT PRIMARY KEY, campaign_id BIGINT NOT NULL REFERENCES marketing_campaigns,
        status VARCHAR(20) NOT NULL DEFAULT 'opted_out', whatsapp_message_id TEXT);
      INSERT INTO marketing_campaigns (id) VALUES (9007199254740993);
      INSERT INTO campaign_recipients VALUES (9007199254740997, 9007199254740993, 'opted_out', 'wamid.1'),
        (9007199254740998, 9007199254740993, 'opted_out', 'wamid.2'), (9007199254740999, 9007199254740993, 'opted_out', NULL)`,
    shows: [
      [
        'SELECT status FROM campaign_recipients ORDER BY id',
        [{ status: 'read' }, { status: 'failed' }, { status: 'opted_out' }],
      ],
      [
        'SELECT message_id, status FROM broadcasts_messages ORDER BY 1',
        [
          { message_id: 'wamid.1', status: 'seen' },
          { message_id: 'wamid.2', status: 'failed' },
          { message_id: 'wamid.9', status: 'sent' },
        ],
      ],
      [
        'SELECT messages_sent, messages_read FROM marketing_campaigns',
        [{ messages_sent: 1, messages_read: '1' }],
      ],
    ],
  },
  {
    name: 'ids of few characters: a longer one is listed, everything else is written',
    campaign: 'c1',
    refused: ['22001'],
    tables: `${MESSAGES.replace('message_id TEXT', 'message_id VARCHAR(6)')} ${RECIPIENTS}
      CREATE TABLE marketing_campaigns (id VARCHAR(50) PRIMARY KEY, messages_failed INT); INSERT INTO marketing_campaigns VALUES ('c1')`,
    shows: [
      [
        'SELECT status FROM campaign_recipients ORDER BY id',
        [{ status: 'read' }, { status: 'failed' }, { status: 'pending' }],
      ],
      ['SELECT messages_failed FROM marketing_campaigns', [{ messages_failed: 1 }]],
    ],
  },
  {
    name: 'naive times in a database whose zone is Asia/Kolkata, dates, times with and without fractions',
    campaign: 'c1',
    tables: `${RECIPIENTS}
      ALTER TABLE campaign_recipients ALTER delivered_at TYPE DATE, ALTER read_at TYPE TIMESTAMP(0), ALTER failed_at TYPE TIMESTAMP;
      ALTER TABLE campaign_recipients ADD zone_free TIMESTAMPTZ DEFAULT now();
      DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Asia/Kolkata'); END $$;
      UPDATE campaign_recipients SET sent_at = '2025-11-25T08:59:00Z', status = 'sent' WHERE whatsapp_message_id = 'wamid.1'`,
    shows: [
      [
        'SELECT status, sent_at, delivered_at::text, read_at::text, failed_at::text FROM campaign_recipients ORDER BY id',
        [
          {
            status: 'read',
            sent_at: new Date('2025-11-25T08:59:00Z'),
            delivered_at: '2025-11-25',
            read_at: '2025-11-25 09:01:00',
            failed_at: null,
          },
          {
            status: 'failed',
            sent_at: null,
            delivered_at: null,
            read_at: null,
            failed_at: '2025-11-25 09:00:00',
          },
          { status: 'pending', sent_at: null, delivered_at: null, read_at: null, failed_at: null },
        ],
      ],
    ],
  },
  {
    name: 'JSON of the old type, a string of JSON within JSONB, keys of theirs',
    campaign: 'c1',
    tables: `${MESSAGES.replace('status JSONB', 'status JSON')} ${RECIPIENTS}
      INSERT INTO broadcasts_messages (message_id, status) VALUES ('wamid.1', '{"mine": [1, 2], "Sent": "2025-11-25 08:00:00"}'), ('wamid.2', 'null')`,
    shows: [
      [
        'SELECT message_id, status FROM broadcasts_messages ORDER BY 1',
        [
          {
            message_id: 'wamid.1',
            status: expect.objectContaining({ ...JSON_OF.read, mine: [1, 2], Sent: '2025-11-25 08:00:00' }),
          },
          { message_id: 'wamid.2', status: JSON_OF.failed },
          { message_id: 'wamid.9', status: JSON_OF.sent },
        ],
      ],
    ],
  },
  {
    name: 'unique and check constraints: words in capitals, one row a number, sums that must fit',
    campaign: 'c1',
    tables: `${RECIPIENTS}
      ALTER TABLE campaign_recipients ALTER status DROP DEFAULT, ADD UNIQUE (campaign_id, whatsapp_message_id), ADD UNIQUE (whatsapp_message_id),
        ADD CHECK (read_at IS NULL OR delivered_at <= read_at);
      UPDATE campaign_recipients SET status = NULL;
      ALTER TABLE campaign_recipients ADD CONSTRAINT words CHECK (status::text = ANY (ARRAY['SENT'::text, 'DELIVERED'::text, 'READ'::text, 'FAILED'::text]));
      CREATE TABLE marketing_campaigns (id TEXT PRIMARY KEY, messages_sent INT DEFAULT 0, messages_read INT DEFAULT 0,
        CHECK (messages_read <= messages_sent), CHECK (messages_sent BETWEEN 0 AND 3));
      INSERT INTO marketing_campaigns (id) VALUES ('c1')`,
    findings: ['status has no word for pending: it then stays as it is.'],
    shows: [
      [
        'SELECT status, delivered_at FROM campaign_recipients ORDER BY id',
        [
          { status: 'READ', delivered_at: new Date('2025-11-25T09:00:00Z') },
          { status: 'FAILED', delivered_at: null },
          { status: null, delivered_at: null },
        ],
      ],
      [
        'SELECT messages_sent, messages_read FROM marketing_campaigns',
        [{ messages_sent: 1, messages_read: 1 }],
      ],
    ],
  },
  {
    name: 'citext, domains over text, enum and JSONB, arrays beside',
    campaign: 'C1',
    tables: `
      CREATE EXTENSION citext;
      CREATE DOMAIN message_key AS TEXT CHECK (VALUE ~ '^wamid');
      CREATE DOMAIN kinds AS JSONB CHECK (jsonb_typeof(VALUE) = 'object');
      CREATE DOMAIN state AS VARCHAR(12) CHECK (VALUE IN ('Pending', 'Sent', 'Delivered', 'Read', 'Failed'));
      CREATE TABLE broadcasts_messages (id SERIAL PRIMARY KEY, message_id message_key UNIQUE NOT NULL, status kinds, tags TEXT[] NOT NULL DEFAULT '{}');
      CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id CITEXT NOT NULL, status state NOT NULL DEFAULT 'Pending',
        read_at TIMESTAMPTZ, whatsapp_message_id message_key, tags TEXT[] DEFAULT '{vip}');
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('C1', 'wamid.1'), ('C1', 'wamid.2'), ('C1', NULL)`,
    shows: [
      [
        'SELECT status, tags FROM campaign_recipients ORDER BY id',
        [
          { status: 'Read', tags: ['vip'] },
          { status: 'Failed', tags: ['vip'] },
          { status: 'Pending', tags: ['vip'] },
        ],
      ],
      [
        'SELECT message_id, status::jsonb FROM broadcasts_messages ORDER BY 1',
        [
          { message_id: 'wamid.1', status: expect.objectContaining(JSON_OF.read) },
          { message_id: 'wamid.2', status: JSON_OF.failed },
          { message_id: 'wamid.9', status: JSON_OF.sent },
        ],
      ],
    ],
  },
  {
    name: 'times as numbers, which hold none: said, and everything else is written',
    campaign: 'c1',
    findings: ['read_at is of type bigint, which holds no times: not written.'],
    tables: `CREATE TABLE campaign_recipients (id SERIAL PRIMARY KEY, campaign_id TEXT, status CHAR(10) DEFAULT 'pending', read_at BIGINT,
        failed_at TEXT, whatsapp_message_id TEXT);
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2'), ('c1', NULL)`,
    shows: [
      [
        'SELECT trim(status) AS status, read_at, failed_at FROM campaign_recipients ORDER BY id',
        [
          { status: 'read', read_at: null, failed_at: null },
          { status: 'failed', read_at: null, failed_at: '2025-11-25T09:00:00.000Z' },
          { status: 'pending', read_at: null, failed_at: null },
        ],
      ],
    ],
  },
]
