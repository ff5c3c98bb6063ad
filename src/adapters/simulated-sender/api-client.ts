import { COUNTERS, type SimulatedCounters } from '../../domain/simulation/ledger.ts'
import type { SimulatedSender } from '../../domain/simulation/ports.ts'

const ANSWER_TIMEOUT_MS = 60_000

/** What a sender asks of the API: campaigns, recipients, counters. */
export function createApiClient(
  base: string,
  apiToken: string | undefined,
): Pick<SimulatedSender, 'register' | 'countersOf'> {
  async function ask(method: string, path: string, contentType?: string, body?: string): Promise<unknown> {
    const response = await fetch(`${base}/api${path}`, {
      method,
      headers: {
        ...(apiToken !== undefined && { authorization: `Bearer ${apiToken}` }),
        ...(contentType !== undefined && { 'content-type': contentType }),
      },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw new Error(`${base} does not answer: is the service running there?`, { cause: error })
    })
    const text = await response.text()
    if (!response.ok) {
      const hint = response.status === 401 ? " Is --token the service's API token?" : ''
      throw new Error(`The API answered ${method} ${path} with ${response.status}.${hint}`)
    }
    return JSON.parse(text)
  }

  return {
    async register(campaign, messages) {
      await ask('POST', '/campaigns', 'application/json', JSON.stringify(campaign))
      const lines = messages.map(({ phone, envelope, id, submittedId, index }) =>
        JSON.stringify({
          phone: `+${phone}`,
          // What a sender knows when it has sent: AiSensy tells WhatsApp's id by webhook only.
          message_id: envelope === 'aisensy' ? submittedId : id,
          reference: `person-${index}`,
        }),
      )
      const path = `/campaigns/${encodeURIComponent(campaign.id)}/recipients`
      const answer = await ask('POST', path, 'application/x-ndjson', lines.join('\n'))
      const refused = fieldOf(answer, 'refused')
      if (refused !== 0) throw new Error(`The API refused ${String(refused)} recipients of ${campaign.id}.`)
    },
    async countersOf({ id }) {
      const counters = fieldOf(await ask('GET', `/campaigns/${encodeURIComponent(id)}`), 'counters')
      const entries = COUNTERS.map((name) => [name, Number(fieldOf(counters, name))])
      return Object.fromEntries(entries) as SimulatedCounters
    },
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}
