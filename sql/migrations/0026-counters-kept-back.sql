-- Campaigns whose sums were not written as they had to be (a trigger of somebody else's keeps the row as it is) are recounted.
ALTER TABLE bluetick.disturbed_campaigns
  -- True: Bluetick's own sums are wrong. False: only what is shown.
  ADD COLUMN miscounted BOOLEAN NOT NULL DEFAULT false;
