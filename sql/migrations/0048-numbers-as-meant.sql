-- Others write numbers as they like: with blanks, "00", or without the code of the country that is set. What they wrote stays, since their own
-- service finds its rows by it; the number that is meant stands beside it, and is what reports are compared with.
ALTER TABLE public.campaign_recipients
  -- As "+" and digits; NULL where phone_number says the same, with or without the plus, or cannot be read.
  ADD COLUMN meant_phone TEXT;
CREATE INDEX idx_campaign_recipients_meant_phone ON public.campaign_recipients (campaign_id, meant_phone) WHERE meant_phone IS NOT NULL;
