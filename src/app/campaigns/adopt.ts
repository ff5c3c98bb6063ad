import type { CampaignStore } from '../../domain/campaigns/ports.ts'
import type { TimeRule } from '../../domain/messages/facts.ts'
import type { StateStore } from '../../domain/messages/ports.ts'
import { joinExternalRows, joinUncountedMessages } from './join-external-rows.ts'
import { agrees, foundNothing, recountCampaign } from './recount.ts'

export interface AdoptParts {
  readonly state: StateStore
  readonly campaigns: CampaignStore
  readonly rule: TimeRule
  readonly signal: AbortSignal
  /** Makes the tables Bluetick's: migrations, columns that would refuse its rows. @returns the migrations applied */
  readonly prepare: () => Promise<readonly string[]>
  /** Called with the number of recipients that wait to be joined in. */
  readonly onStart: (waiting: number) => void
  readonly onProgress: (joined: number) => void
}

export interface Adopted {
  readonly migrations: readonly string[]
  readonly recipients: number
  readonly messages: number
  /** Campaigns whose counters were wrong. */
  readonly recounted: number
  /** Campaigns whose counters still are. */
  readonly differing: number
}

/** Takes over tables that another service made and filled: every row joined in and counted. Harmless to repeat. */
export async function adoptTables(parts: AdoptParts): Promise<Adopted> {
  const { state, campaigns, rule, signal } = parts
  const migrations = await parts.prepare()
  parts.onStart((await campaigns.verify()).reduce((sum, campaign) => sum + campaign.waiting, 0))
  const recipients = await joinExternalRows(state, rule, signal, parts.onProgress)
  const messages = await joinUncountedMessages(state, rule, signal)
  let recounted = 0
  for (const id of await campaigns.ids()) {
    if (!foundNothing(await recountCampaign(campaigns, id, signal))) recounted++
  }
  const differing = (await campaigns.verify()).filter((campaign) => !agrees(campaign)).length
  return { migrations, recipients, messages, recounted, differing }
}
