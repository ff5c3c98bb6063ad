-- What the columns of a recipient count for (the contribution rule: src/domain/campaigns/contribution.ts), as the bits of "counted".
CREATE FUNCTION bluetick.bits_of(status TEXT, sent_at TIMESTAMPTZ, delivered_at TIMESTAMPTZ, read_at TIMESTAMPTZ, replied_at TIMESTAMPTZ)
RETURNS INTEGER LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (status = 'pending')::integer + 2 * (sent_at IS NOT NULL)::integer + 4 * (delivered_at IS NOT NULL)::integer
         + 8 * (read_at IS NOT NULL)::integer + 16 * (status = 'failed')::integer + 32 * (replied_at IS NOT NULL)::integer
$$;
