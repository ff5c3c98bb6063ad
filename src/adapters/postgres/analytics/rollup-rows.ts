import type { CohortDeltas } from '../../../domain/analytics/cohort.ts'
import type { RollupDelta } from '../../../domain/analytics/rollup.ts'

/** Deltas as the rows of `message_rollup` and `message_rollup_labels` that `add-to-rollups` takes. */
export function rowsOfRollups(deltas: readonly RollupDelta[]): {
  readonly totals: readonly object[]
  readonly labels: readonly object[]
} {
  const totals: object[] = []
  const labels: object[] = []
  for (const { campaignId, bucketMs, total, labels: counts } of deltas) {
    const place = { campaign_id: campaignId, bucket: new Date(bucketMs).toISOString() }
    const {
      sentUndelivered,
      deliveryMs,
      readDelayMs,
      repliedUnread,
      replyMs,
      repliedWithinHour,
      deliveryTimes,
      readTimes,
      replyTimes,
      ...sums
    } = total
    totals.push({
      ...place,
      ...sums,
      sent_undelivered: sentUndelivered,
      delivery_ms: deliveryMs,
      read_delay_ms: readDelayMs,
      delivery_times: histogram(deliveryTimes),
      replied_unread: repliedUnread,
      reply_ms: replyMs,
      replied_within_hour: repliedWithinHour,
      read_times: histogram(readTimes),
      reply_times: histogram(replyTimes),
    })
    for (const { dimension, label, messages } of counts.values()) {
      if (messages !== 0) labels.push({ ...place, dimension, label, messages })
    }
  }
  return { totals, labels }
}

/** Deltas as the rows of `delivery_cohorts` that `add-to-rollups` takes. */
export function rowsOfCohorts(deltas: CohortDeltas): readonly object[] {
  return [...deltas].map(([bucketMs, { outOfReach, ...sums }]) => ({
    bucket: new Date(bucketMs).toISOString(),
    ...sums,
    out_of_reach: outOfReach,
  }))
}

/** Left out where nothing in it changes: the stored one then stays as it is. */
function histogram(times: readonly number[]): readonly number[] | undefined {
  return times.some((n) => n !== 0) ? times : undefined
}
