/** The guide's own queries (sections 9 to 12, "Common use cases", "Quick reference"), as its readers run them. */
export const GUIDE_QUERIES: Readonly<Record<string, string>> = {
  'one message (9.2)': `
    SELECT message_id, status, phone_number, created_at, updated_at
    FROM broadcasts_messages
    WHERE message_id = 'test_message_001';`,
  'messages of a phone number (10.1)': `
    SELECT * FROM broadcasts_messages
    WHERE phone_number = '+919876543210'
    ORDER BY created_at DESC;`,
  'read messages (10.1)': `
    SELECT * FROM broadcasts_messages
    WHERE status->>'read' IS NOT NULL
    ORDER BY (status->>'read')::timestamptz DESC;`,
  'undelivered messages (10.1)': `
    SELECT * FROM broadcasts_messages
    WHERE status->>'sent' IS NOT NULL
      AND status->>'delivered' IS NULL
      AND created_at < NOW() - INTERVAL '5 minutes';`,
  'delivery rate (10.2)': `
    SELECT
      COUNT(*) FILTER (WHERE status ? 'delivered') * 100.0 /
      COUNT(*) as delivery_rate_percent
    FROM broadcasts_messages
    WHERE created_at > NOW() - INTERVAL '24 hours';`,
  'read rate (10.2)': `
    SELECT
      COUNT(*) FILTER (WHERE status ? 'read') * 100.0 /
      COUNT(*) FILTER (WHERE status ? 'delivered') as read_rate_percent
    FROM broadcasts_messages
    WHERE created_at > NOW() - INTERVAL '24 hours';`,
  'average delivery time (10.2)': `
    SELECT
      AVG(
        EXTRACT(EPOCH FROM (status->>'delivered')::timestamptz) -
        EXTRACT(EPOCH FROM (status->>'sent')::timestamptz)
      ) as avg_delivery_seconds
    FROM broadcasts_messages
    WHERE status ? 'sent' AND status ? 'delivered'
      AND created_at > NOW() - INTERVAL '24 hours';`,
  'average read time (10.2)': `
    SELECT
      AVG(
        EXTRACT(EPOCH FROM (status->>'read')::timestamptz) -
        EXTRACT(EPOCH FROM (status->>'delivered')::timestamptz)
      ) / 60 as avg_read_delay_minutes
    FROM broadcasts_messages
    WHERE status ? 'delivered' AND status ? 'read'
      AND created_at > NOW() - INTERVAL '24 hours';`,
  'most engaged users (10.3)': `
    SELECT
      phone_number,
      COUNT(*) as total_messages,
      COUNT(*) FILTER (WHERE status ? 'delivered') as delivered,
      COUNT(*) FILTER (WHERE status ? 'read') as read,
      COUNT(*) FILTER (WHERE status ? 'read') * 100.0 /
        NULLIF(COUNT(*) FILTER (WHERE status ? 'delivered'), 0) as read_rate
    FROM broadcasts_messages
    WHERE created_at > NOW() - INTERVAL '7 days'
      AND phone_number IS NOT NULL
    GROUP BY phone_number
    HAVING COUNT(*) FILTER (WHERE status ? 'delivered') > 0
    ORDER BY read_rate DESC
    LIMIT 10;`,
  'hourly volume (10.3)': `
    SELECT
      DATE_TRUNC('hour', created_at) as hour,
      COUNT(*) as messages_sent,
      COUNT(*) FILTER (WHERE status ? 'delivered') as messages_delivered,
      COUNT(*) FILTER (WHERE status ? 'read') as messages_read
    FROM broadcasts_messages
    WHERE created_at > NOW() - INTERVAL '24 hours'
    GROUP BY DATE_TRUNC('hour', created_at)
    ORDER BY hour DESC;`,
  'best time to send (10.3)': `
    SELECT
      EXTRACT(HOUR FROM created_at) as hour_of_day,
      COUNT(*) as total_messages,
      COUNT(*) FILTER (WHERE status ? 'read') * 100.0 /
        NULLIF(COUNT(*) FILTER (WHERE status ? 'delivered'), 0) as read_rate
    FROM broadcasts_messages
    WHERE created_at > NOW() - INTERVAL '30 days'
      AND status ? 'delivered'
    GROUP BY EXTRACT(HOUR FROM created_at)
    ORDER BY read_rate DESC;`,
  'the dashboard view (10.4)': 'SELECT * FROM message_status_dashboard WHERE date > CURRENT_DATE - 7;',
  'whether the table is there (11)': 'SELECT * FROM broadcasts_messages LIMIT 1;',
  'indexes (12)': `
    SELECT schemaname, tablename, indexname
    FROM pg_indexes
    WHERE tablename = 'broadcasts_messages';`,
  'a plan (12)': `
    EXPLAIN ANALYZE
    SELECT * FROM broadcasts_messages
    WHERE message_id = 'test_message_001';`,
  'the alert query (12)': `
    SELECT
      COUNT(*) FILTER (WHERE status ? 'delivered') * 100.0 / COUNT(*) as delivery_rate
    FROM broadcasts_messages
    WHERE created_at > NOW() - INTERVAL '1 hour'
    HAVING COUNT(*) FILTER (WHERE status ? 'delivered') * 100.0 / COUNT(*) < 90;`,
  'messages to send again (use case 1)': `
    SELECT message_id, phone_number
    FROM broadcasts_messages
    WHERE status->>'sent' IS NOT NULL
      AND status->>'delivered' IS NULL
      AND created_at < NOW() - INTERVAL '10 minutes'`,
  'messages to follow up (use case 2)': `
    SELECT message_id, phone_number
    FROM broadcasts_messages
    WHERE status->>'delivered' IS NOT NULL
      AND status->>'read' IS NULL
      AND created_at < NOW() - INTERVAL '24 hours'`,
  'best time for one number (use case 3)': `
    SELECT EXTRACT(HOUR FROM (status->>'read')::timestamptz) as hour
    FROM broadcasts_messages
    WHERE phone_number = '+919876543210'
      AND status ? 'read'
    GROUP BY EXTRACT(HOUR FROM (status->>'read')::timestamptz)
    ORDER BY COUNT(*) DESC
    LIMIT 1`,
  'counts by status (quick reference)': `
    SELECT
      COUNT(*) FILTER (WHERE status ? 'sent') as sent,
      COUNT(*) FILTER (WHERE status ? 'delivered') as delivered,
      COUNT(*) FILTER (WHERE status ? 'read') as read
    FROM broadcasts_messages;`,
  "today's statistics (quick reference)": 'SELECT * FROM message_status_dashboard WHERE date = CURRENT_DATE;',
  'how many there are (debugging)': 'SELECT COUNT(*) FROM broadcasts_messages;',
}

/** What the guide's view is defined as (10.4). */
export const GUIDE_VIEW = `
  SELECT
    DATE(created_at) as date,
    COUNT(*) as total_messages,
    COUNT(*) FILTER (WHERE status ? 'sent') as sent,
    COUNT(*) FILTER (WHERE status ? 'delivered') as delivered,
    COUNT(*) FILTER (WHERE status ? 'read') as read,
    COUNT(*) FILTER (WHERE status ? 'delivered') * 100.0 / COUNT(*) as delivery_rate,
    COUNT(*) FILTER (WHERE status ? 'read') * 100.0 /
      NULLIF(COUNT(*) FILTER (WHERE status ? 'delivered'), 0) as read_rate,
    AVG(
      EXTRACT(EPOCH FROM (status->>'delivered')::timestamptz) -
      EXTRACT(EPOCH FROM (status->>'sent')::timestamptz)
    ) as avg_delivery_seconds
  FROM broadcasts_messages
  GROUP BY DATE(created_at)
  ORDER BY date DESC`

/** One of the guide's queries, with its own window replaced by [$1, $2). */
export function inWindow(query: keyof typeof GUIDE_QUERIES): string {
  const text = GUIDE_QUERIES[query]?.replace(/;\s*$/, '') ?? ''
  return text.replace(/created_at > NOW\(\) - INTERVAL '[^']+'/, 'created_at >= $1 AND created_at < $2')
}
