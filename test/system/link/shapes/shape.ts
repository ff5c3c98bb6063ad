/**
 * Tables as somebody has them. Three recipients of campaign `campaign`: of `wamid.1` it is reported that it was delivered at
 * 09:00 and read at 09:01, of `wamid.2` that it failed, of the third nothing. `wamid.9` is known by a webhook alone.
 */
export interface TheirShape {
  readonly name: string
  readonly tables: string
  /** The campaign's id as text. */
  readonly campaign: string
  /** What their own queries show afterwards. */
  readonly shows: readonly (readonly [query: string, rows: readonly unknown[]])[]
  /** The campaign's counters, where they are others than those of the three. */
  readonly counters?: Readonly<Record<string, number>>
  /** SQLSTATEs, or words, of rows that their tables refuse; none where absent. */
  readonly refused?: readonly string[]
  /** Sentences of the check beforehand. */
  readonly findings?: readonly string[]
  /** A role that may write rows, or only read them, and do nothing else. */
  readonly role?: 'rows only' | 'reads only' | undefined
}

/** The documents' own messages, for shapes whose matter is elsewhere. */
export const MESSAGES = `CREATE TABLE broadcasts_messages (
  id BIGSERIAL PRIMARY KEY, message_id TEXT UNIQUE NOT NULL, phone_number TEXT, status JSONB,
  created_at TIMESTAMPTZ DEFAULT now(), updated_at TIMESTAMPTZ DEFAULT now());`

/** And its recipients and campaigns. */
export const RECIPIENTS = `CREATE TABLE campaign_recipients (
  id SERIAL PRIMARY KEY, campaign_id TEXT, phone_number TEXT, status TEXT DEFAULT 'pending', sent_at TIMESTAMPTZ,
  delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, failed_at TIMESTAMPTZ, whatsapp_message_id TEXT);
  INSERT INTO campaign_recipients (campaign_id, whatsapp_message_id) VALUES ('c1', 'wamid.1'), ('c1', 'wamid.2'), ('c1', NULL);`

/** What `wamid.1`, `wamid.2` and `wamid.9` look like as JSON. */
export const JSON_OF = {
  read: { delivered: '2025-11-25T09:00:00Z', read: '2025-11-25T09:01:00Z' },
  failed: { failed: '2025-11-25T09:00:00Z' },
  sent: { sent: '2025-11-25T09:00:00Z' },
} as const
