import { createAccountStore } from '../../../src/adapters/postgres/account/account-store.ts'
import { AS_WRITTEN } from '../../../src/adapters/postgres/schema/schema-names.ts'
import { loadStatements } from '../../../src/adapters/postgres/schema/statements.ts'
import type { AttemptState } from '../../../src/domain/sending/outcome.ts'
import type { KillWorld } from './kill-run.ts'
import { SENDER, type SendingWorld } from './world.ts'

/** The same run on a real database: a campaign of its own, and reports as they come. */
export async function createPostgresKillWorld(
  world: SendingWorld,
  id: string,
  phones: readonly string[],
): Promise<KillWorld> {
  const account = createAccountStore(world.pool, loadStatements(AS_WRITTEN))
  await world.renewNumber()
  await world.addCampaign(
    id,
    phones.map((phone) => ({ phone })),
  )
  const planId = await world.confirmed({ campaignId: id })
  const members = async () => world.plans.members(planId, -1, phones.length)
  return {
    attempts: world.attempts,
    planId,
    sender: SENDER,
    async optOut(phone) {
      await account.changeSuppressions([
        { phone, reason: 'opt-out', source: '131050', atMs: world.now(), ends: false },
      ])
    },
    async report({ reference, phone }) {
      await world.commit({ ids: [`m.${reference}`, reference], kind: 'sent', phone })
    },
    async finish(nowMs) {
      world.pass(Math.max(0, nowMs - world.now()))
      await world.follow()
    },
    async tryAgain(nowMs) {
      await world.attempts.tryNumber(SENDER, 'asha', nowMs)
    },
    async states() {
      return new Map<string, AttemptState>((await members()).map(({ phone, state }) => [phone, state]))
    },
  }
}
