import { lifeOf } from './message-life.ts'
import { createRandom, logNormal, type Random } from './random.ts'
import type {
  SimulatedCampaign,
  SimulatedEvent,
  SimulatedMessage,
  SimulatedWebhook,
  SimulationParameters,
  SimulationPlan,
} from './simulation.ts'

const SECOND_MS = 1_000
/** From an event to its webhook. */
const MEDIAN_LAG_MS = 400
const MAX_LATE_MS = 60 * SECOND_MS
/** A repeat comes within Meta's first retries. */
const MAX_REPEAT_MS = 300 * SECOND_MS

/** Everything that will happen, from the first message on: the same parameters, the same plan. */
export function planSimulation(parameters: SimulationParameters): SimulationPlan {
  const { seed, campaigns: count, people, rate } = parameters
  const campaigns = Array.from({ length: count }, (_, index) => campaignOf(parameters, index))
  const random = createRandom(seed)
  const messages: SimulatedMessage[] = []
  const webhooks: SimulatedWebhook[] = []
  for (let index = 0; index < count * people; index += 1) {
    const message = messageOf(parameters, index)
    const campaign = campaigns[message.campaign]
    if (campaign === undefined) continue
    messages.push(message)
    const events = lifeOf(parameters, (index / rate) * SECOND_MS, random)
    webhooks.push(...webhooksOf(parameters, message, campaign, events, random))
  }
  // Equal times keep the order of the messages, so the plan has one order only.
  webhooks.sort((a, b) => a.arrivesAtMs - b.arrivesAtMs)
  return { campaigns, messages, webhooks, lengthMs: webhooks.at(-1)?.arrivesAtMs ?? 0 }
}

function webhooksOf(
  { disorder, duplicates }: SimulationParameters,
  message: SimulatedMessage,
  campaign: SimulatedCampaign,
  events: readonly SimulatedEvent[],
  random: Random,
): SimulatedWebhook[] {
  return events.flatMap((event, position) => {
    const lateMs = random() < disorder ? random() * MAX_LATE_MS : 0
    const arrivesAtMs = Math.round(event.atMs + logNormal(random, MEDIAN_LAG_MS, 0.5) + lateMs)
    const isSnapshot = message.envelope === 'aisensy' && event.kind !== 'reply'
    const webhook = {
      message,
      campaign,
      events: isSnapshot ? events.slice(0, position + 1) : [event],
      arrivesAtMs,
    }
    if (random() >= duplicates) return [webhook]
    const againAtMs = Math.round(arrivesAtMs + random() * MAX_REPEAT_MS)
    return [webhook, { ...webhook, arrivesAtMs: againAtMs }]
  })
}

function campaignOf({ seed, titles }: SimulationParameters, index: number): SimulatedCampaign {
  const title = titles?.[index]
  const name = title === undefined ? `Simulated ${seed}-${index + 1}` : `${title} ${seed}`
  return { id: name.toLowerCase().replaceAll(' ', '-'), name }
}

function messageOf({ seed, campaigns, envelopes }: SimulationParameters, index: number): SimulatedMessage {
  const number = String(index).padStart(12, '0')
  const name = (seed >>> 0).toString(16).padStart(8, '0')
  // Indian mobile numbers: 91, then ten digits. The step is prime to their count, so that no two are the same.
  const phone = `9198${String((index * 104_729 + (seed >>> 0)) % 100_000_000).padStart(8, '0')}`
  return {
    index,
    campaign: index % campaigns,
    envelope: envelopes[Math.floor(index / campaigns) % envelopes.length] ?? 'flat',
    id: `wamid.${btoa(`\x1c\x18\x0c${phone}\x15\x02\x00\x11\x18\x12${name}${number.slice(-10)}\x00`)}`,
    submittedId: `${name}-0000-4000-8000-${number}`,
    phone,
  }
}
