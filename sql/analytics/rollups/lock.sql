-- Waits for the batches that have written to the rollups, and holds back those that are about to: what the next
-- statement sees of the messages is then exactly what the rollups have to hold. Reading goes on.
LOCK TABLE bluetick.message_rollup, bluetick.message_rollup_labels IN SHARE ROW EXCLUSIVE MODE
