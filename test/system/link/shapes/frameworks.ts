import { expect } from 'vitest'
import { JSON_OF, type TheirShape } from './shape.ts'

/** What the documents and people's frameworks make of the three tables. */
export const FRAMEWORKS: readonly TheirShape[] = [
  {
    name: "the documents' own statements, with their view",
    campaign: 'c1',
    tables: `
      CREATE TABLE broadcasts_messages (
        id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, phone_number TEXT, status JSONB,
        created_at TIMESTAMPTZ DEFAULT NOW(), updated_at TIMESTAMPTZ DEFAULT NOW());
      CREATE TABLE marketing_campaigns (
        id TEXT PRIMARY KEY, name TEXT, status TEXT, messages_sent INTEGER DEFAULT 0, messages_delivered INTEGER DEFAULT 0,
        messages_read INTEGER DEFAULT 0, messages_failed INTEGER DEFAULT 0, messages_pending INTEGER DEFAULT 0,
        total_target_customers INTEGER DEFAULT 0);
      CREATE TABLE campaign_recipients (
        id SERIAL PRIMARY KEY, campaign_id TEXT REFERENCES marketing_campaigns, phone_number TEXT,
        status TEXT DEFAULT 'pending', sent_at TIMESTAMPTZ, delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, failed_at TIMESTAMPTZ,
        whatsapp_message_id TEXT);
      CREATE INDEX idx_campaign_recipients_message ON campaign_recipients (whatsapp_message_id);
      CREATE VIEW message_status_dashboard AS
        SELECT message_id, phone_number, status->>'sent' AS sent_at, status->>'read' AS read_at FROM broadcasts_messages;
      INSERT INTO marketing_campaigns (id, name) VALUES ('c1', 'Holi');
      INSERT INTO campaign_recipients (campaign_id, phone_number, whatsapp_message_id)
      VALUES ('c1', '919812345601', 'wamid.1'), ('c1', '919812345602', 'wamid.2'), ('c1', '919812345603', NULL)`,
    shows: [
      [
        'SELECT status, sent_at IS NOT NULL AS sent, read_at FROM campaign_recipients ORDER BY id',
        [
          { status: 'read', sent: true, read_at: new Date('2025-11-25T09:01:00Z') },
          { status: 'failed', sent: false, read_at: null },
          { status: 'pending', sent: false, read_at: null },
        ],
      ],
      [
        'SELECT messages_sent, messages_delivered, messages_read, messages_failed, messages_pending FROM marketing_campaigns',
        [
          {
            messages_sent: 1,
            messages_delivered: 1,
            messages_read: 1,
            messages_failed: 1,
            messages_pending: 1,
          },
        ],
      ],
      [
        'SELECT message_id, read_at FROM message_status_dashboard ORDER BY 1',
        [
          { message_id: 'wamid.1', read_at: '2025-11-25T09:01:00Z' },
          { message_id: 'wamid.2', read_at: null },
          { message_id: 'wamid.9', read_at: null },
        ],
      ],
    ],
  },
  {
    name: 'SQLAlchemy: an enum of names in capitals, UUIDs, naive times, Numeric counters',
    campaign: '6f1c0c5e-0000-4000-8000-000000000001',
    tables: `
      CREATE TYPE recipientstatus AS ENUM ('PENDING', 'SENT', 'DELIVERED', 'READ', 'FAILED');
      CREATE TABLE broadcasts_messages (id UUID PRIMARY KEY, message_id VARCHAR NOT NULL, phone_number VARCHAR, status JSON,
        created_at TIMESTAMP WITHOUT TIME ZONE, CONSTRAINT uq_broadcasts_messages_message_id UNIQUE (message_id));
      CREATE TABLE marketing_campaigns (id UUID PRIMARY KEY, name VARCHAR NOT NULL, messages_read NUMERIC(10, 2), messages_failed BIGINT);
      CREATE TABLE campaign_recipients (id UUID PRIMARY KEY, campaign_id UUID NOT NULL REFERENCES marketing_campaigns,
        phone_number VARCHAR(20), status recipientstatus NOT NULL, read_at TIMESTAMP WITHOUT TIME ZONE, whatsapp_message_id VARCHAR);
      INSERT INTO marketing_campaigns VALUES ('6f1c0c5e-0000-4000-8000-000000000001', 'Holi');
      INSERT INTO campaign_recipients (id, campaign_id, status, whatsapp_message_id) VALUES
        ('6f1c0c5e-0000-4000-8000-0000000000a1', '6f1c0c5e-0000-4000-8000-000000000001', 'SENT', 'wamid.1'),
        ('6f1c0c5e-0000-4000-8000-0000000000a2', '6f1c0c5e-0000-4000-8000-000000000001', 'PENDING', 'wamid.2'),
        ('6f1c0c5e-0000-4000-8000-0000000000a3', '6f1c0c5e-0000-4000-8000-000000000001', 'PENDING', NULL)`,
    shows: [
      [
        'SELECT status::text, read_at::text FROM campaign_recipients ORDER BY id',
        [
          { status: 'READ', read_at: '2025-11-25 09:01:00' },
          { status: 'FAILED', read_at: null },
          { status: 'PENDING', read_at: null },
        ],
      ],
      [
        'SELECT messages_read::text, messages_failed::text FROM marketing_campaigns',
        [{ messages_read: '1.00', messages_failed: '1' }],
      ],
      [
        'SELECT message_id, status, created_at IS NOT NULL AS dated FROM broadcasts_messages ORDER BY 1',
        [
          { message_id: 'wamid.1', status: expect.objectContaining(JSON_OF.read), dated: true },
          { message_id: 'wamid.2', status: JSON_OF.failed, dated: true },
          { message_id: 'wamid.9', status: JSON_OF.sent, dated: true },
        ],
      ],
    ],
  },
  {
    name: 'Prisma: camelCase, text ids and updatedAt without default, JSON in text',
    campaign: 'clx1',
    tables: `
      CREATE TYPE "RecipientStatus" AS ENUM ('Pending', 'Sent', 'Delivered', 'Read', 'Failed');
      CREATE TABLE broadcasts_messages (id TEXT NOT NULL, "messageId" TEXT NOT NULL, "phoneNumber" TEXT, status TEXT,
        "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP, "updatedAt" TIMESTAMP(3) NOT NULL,
        CONSTRAINT broadcasts_messages_pkey PRIMARY KEY (id));
      CREATE UNIQUE INDEX "broadcasts_messages_messageId_key" ON broadcasts_messages ("messageId");
      CREATE TABLE campaign_recipients (id TEXT PRIMARY KEY, "campaignId" TEXT NOT NULL, status "RecipientStatus" NOT NULL DEFAULT 'Pending',
        "readAt" TIMESTAMP(3), "whatsappMessageId" TEXT);
      INSERT INTO broadcasts_messages VALUES ('cl1', 'wamid.1', NULL, '{"sent": "2025-11-25T08:00:00Z", "note": 7}', now(), now());
      INSERT INTO campaign_recipients VALUES ('r1', 'clx1', 'Sent', NULL, 'wamid.1'), ('r2', 'clx1', 'Pending', NULL, 'wamid.2'), ('r3', 'clx1', 'Pending', NULL, NULL)`,
    shows: [
      [
        'SELECT status::text, "readAt"::text FROM campaign_recipients ORDER BY id',
        [
          { status: 'Read', readAt: '2025-11-25 09:01:00' },
          { status: 'Failed', readAt: null },
          { status: 'Pending', readAt: null },
        ],
      ],
      [
        'SELECT "messageId", status::jsonb FROM broadcasts_messages ORDER BY 1',
        [
          { messageId: 'wamid.1', status: { ...JSON_OF.read, sent: '2025-11-25T08:00:00Z', note: 7 } },
          { messageId: 'wamid.2', status: JSON_OF.failed },
          { messageId: 'wamid.9', status: JSON_OF.sent },
        ],
      ],
    ],
  },
  {
    name: 'Django: bigint identities, choices and unique_together, required columns without default',
    campaign: '7',
    tables: `
      CREATE TABLE broadcasts_messages (id bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY,
        message_id varchar(255) NOT NULL UNIQUE, phone_number varchar(20) NOT NULL, status jsonb NOT NULL,
        created_at timestamp with time zone NOT NULL, updated_at timestamp with time zone NOT NULL);
      CREATE TABLE marketing_campaigns (id bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, name varchar(100) NOT NULL UNIQUE,
        messages_sent integer NOT NULL CHECK (messages_sent >= 0), messages_read integer NOT NULL CHECK (messages_read >= 0));
      CREATE TABLE campaign_recipients (id bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, campaign_id bigint NOT NULL,
        phone_number varchar(20) NOT NULL, status varchar(20) NOT NULL, read_at timestamp with time zone NULL, whatsapp_message_id varchar(255) NOT NULL,
        CONSTRAINT recipients_uniq UNIQUE (campaign_id, phone_number));
      ALTER TABLE campaign_recipients ADD CONSTRAINT campaign_fk FOREIGN KEY (campaign_id) REFERENCES marketing_campaigns DEFERRABLE INITIALLY DEFERRED;
      CREATE INDEX broadcasts_messages_message_id_like ON broadcasts_messages (message_id varchar_pattern_ops);
      INSERT INTO marketing_campaigns (id, name, messages_sent, messages_read) VALUES (7, 'Holi', 0, 0);
      INSERT INTO campaign_recipients (campaign_id, phone_number, status, whatsapp_message_id)
      VALUES (7, '919812345601', 'QUEUED', 'wamid.1'), (7, '919812345602', 'QUEUED', 'wamid.2'), (7, '919812345603', 'QUEUED', '')`,
    shows: [
      [
        'SELECT status, read_at FROM campaign_recipients ORDER BY id',
        [
          { status: 'READ', read_at: new Date('2025-11-25T09:01:00Z') },
          { status: 'FAILED', read_at: null },
          { status: 'QUEUED', read_at: null },
        ],
      ],
      [
        'SELECT messages_sent, messages_read FROM marketing_campaigns',
        [{ messages_sent: 1, messages_read: 1 }],
      ],
      [
        'SELECT message_id FROM broadcasts_messages ORDER BY 1',
        ['wamid.1', 'wamid.2', 'wamid.9'].map((message_id) => ({ message_id })),
      ],
    ],
  },
  {
    name: 'Rails: statuses are numbers, which nobody can know: times and counters are written, and it is said',
    campaign: '1',
    findings: ['status is of type integer, which holds no words: not written.'],
    tables: `
      CREATE TABLE marketing_campaigns (id bigserial PRIMARY KEY, name character varying, status integer DEFAULT 0, messages_read integer DEFAULT 0 NOT NULL,
        created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
      CREATE TABLE campaign_recipients (id bigserial PRIMARY KEY, campaign_id bigint NOT NULL, phone_number character varying, status integer DEFAULT 0 NOT NULL,
        read_at timestamp(6) without time zone, failed_at timestamp(6) without time zone, whatsapp_message_id character varying,
        created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
      INSERT INTO marketing_campaigns (name, created_at, updated_at) VALUES ('Holi', now(), now());
      INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id, created_at, updated_at)
      VALUES (1, 'wamid.1', now(), now()), (1, 'wamid.2', now(), now()), (1, NULL, now(), now())`,
    shows: [
      [
        'SELECT status, read_at::text, failed_at::text FROM campaign_recipients ORDER BY id',
        [
          { status: 0, read_at: '2025-11-25 09:01:00', failed_at: null },
          { status: 0, read_at: null, failed_at: '2025-11-25 09:00:00' },
          { status: 0, read_at: null, failed_at: null },
        ],
      ],
      ['SELECT messages_read FROM marketing_campaigns', [{ messages_read: 1 }]],
    ],
  },
  {
    name: 'Sequelize: quoted camelCase, an enum of its own, createdAt and updatedAt required',
    campaign: '1',
    tables: `
      CREATE TYPE "enum_campaign_recipients_status" AS ENUM ('queued', 'sent', 'delivered', 'seen', 'error');
      CREATE TABLE broadcasts_messages (id SERIAL, "messageId" VARCHAR(255) NOT NULL UNIQUE, "phoneNumber" VARCHAR(255), status JSONB,
        "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL, "updatedAt" TIMESTAMP WITH TIME ZONE NOT NULL, PRIMARY KEY (id));
      CREATE TABLE campaign_recipients (id SERIAL, "campaignId" INTEGER, status "enum_campaign_recipients_status" DEFAULT 'queued',
        "deliveredAt" TIMESTAMP WITH TIME ZONE, "whatsappMessageId" VARCHAR(255), PRIMARY KEY (id));
      INSERT INTO campaign_recipients ("campaignId", "whatsappMessageId") VALUES (1, 'wamid.1'), (1, 'wamid.2'), (1, NULL)`,
    shows: [
      [
        'SELECT status::text, "deliveredAt" FROM campaign_recipients ORDER BY id',
        [
          { status: 'seen', deliveredAt: new Date('2025-11-25T09:00:00Z') },
          { status: 'error', deliveredAt: null },
          { status: 'queued', deliveredAt: null },
        ],
      ],
      ['SELECT count(*)::int AS n FROM broadcasts_messages', [{ n: 3 }]],
    ],
  },
]
