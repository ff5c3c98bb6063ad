-- One recount of the cohorts at a time: two that find the same difference must not both add it. Batches go on.
LOCK TABLE bluetick.delivery_cohorts IN SHARE UPDATE EXCLUSIVE MODE
