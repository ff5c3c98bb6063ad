import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Ledger, type LedgerEntry } from './ledger.ts'

/**
 * What a simulated API does with a request. `take` says whether the message goes to the person; what the caller sees is another
 * matter: an answer (after a wait), or a cut connection.
 */
export interface Behaviour {
  readonly take: boolean
  readonly answer:
    | 'id'
    | 'cut'
    | 'never'
    | { readonly status: number; readonly body: string; readonly headers?: Record<string, string> }
  /** The answer waits for this. */
  readonly after?: Promise<void>
}

export const takes: Behaviour = { take: true, answer: 'id' }

/** A refusal or an odd success as JSON. */
export function answers(
  status: number,
  body: unknown,
  more: Partial<Behaviour> & { headers?: Record<string, string> } = {},
): Behaviour {
  const { headers, ...rest } = more
  return {
    take: false,
    answer: {
      status,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...(headers && { headers }),
    },
    ...rest,
  }
}

export interface SimulatedRequest {
  readonly path: string
  readonly authorization?: string
  readonly body: Record<string, unknown>
  /** How many messages came before, this one not counted. */
  readonly before: number
}

export interface SimulatedApis {
  readonly url: string
  readonly ledger: Ledger
  readonly requests: SimulatedRequest[]
  /** The token that is valid now; a new one with each that is asked for. */
  readonly tokens: string[]
  /** Decides of each message. */
  behave: (request: SimulatedRequest) => Behaviour
  stop(): Promise<void>
}

/**
 * AiSensy's Direct API and campaign API and Meta's Cloud API on one port, as far as sending goes, with a ledger of what they took. By
 * default they take everything.
 */
export async function startSimulatedApis(): Promise<SimulatedApis> {
  const ledger = new Ledger()
  const requests: SimulatedRequest[] = []
  const tokens: string[] = []
  const sockets = new Set<Socket>()
  const apis = { behave: (_request: SimulatedRequest): Behaviour => takes }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? ''
    const { authorization } = request.headers
    const body = JSON.parse(await textOf(request))
    if (path.endsWith('/users/regenrate-token')) {
      tokens.push(`token-${tokens.length + 1}`)
      response.end(JSON.stringify({ users: [{ token: tokens.at(-1) }] }))
      return
    }
    const seen = {
      path,
      body,
      before: requests.length,
      ...(authorization !== undefined && { authorization }),
    }
    requests.push(seen)
    if (
      path.startsWith('/direct-apis/') &&
      tokens.length > 0 &&
      authorization !== `Bearer ${tokens.at(-1)}`
    ) {
      response.writeHead(401).end(JSON.stringify({ message: 'Invalid Token!' }))
      return
    }
    const { take, answer, after } = apis.behave(seen)
    const entry = entryOf(path, body, ledger.entries.length)
    if (take) ledger.add(entry)
    await after
    if (answer === 'never') return
    if (answer === 'cut') request.socket.destroy()
    else if (answer === 'id') response.end(JSON.stringify(accepted(path, entry)))
    else response.writeHead(answer.status, answer.headers).end(answer.body)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error) => response.writeHead(500).end(String(error)))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(apis, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ledger,
    requests,
    tokens,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  })
}

function accepted(path: string, { id }: LedgerEntry): object {
  if (path.startsWith('/campaign/')) return { success: 'true', submitted_message_id: id }
  return { messaging_product: 'whatsapp', messages: [{ id }] }
}

function entryOf(path: string, body: Record<string, unknown>, number: number): LedgerEntry {
  const id = `wamid.${number + 1}`
  if (path.startsWith('/campaign/')) {
    const { destination, campaignName, templateParams } = body as {
      destination: string
      campaignName: string
      templateParams: string[]
    }
    return { id, phone: `+${destination}`, template: campaignName, values: templateParams }
  }
  const { to, template, biz_opaque_callback_data } = body as {
    to: string
    template: { name: string; components?: { type: string; parameters: { text: string }[] }[] }
    biz_opaque_callback_data: string
  }
  const values = template.components?.find(({ type }) => type === 'body')?.parameters.map(({ text }) => text)
  return {
    id,
    phone: `+${to}`,
    template: template.name,
    values: values ?? [],
    reference: biz_opaque_callback_data,
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += part
  return text
}
