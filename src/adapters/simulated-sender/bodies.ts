import type { PastNews } from '../../domain/simulation/past.ts'
import type {
  Envelope,
  SimulatedEvent,
  SimulatedMessage,
  SimulatedWebhook,
} from '../../domain/simulation/simulation.ts'

const PROJECT = '7f00c0de0000000000000001'
const OWN_NUMBER = { display_phone_number: '919876500000', phone_number_id: '100000000000001' }
const PRICING = { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' }
const REPLY = 'Thanks, tell me more'

type Body = Readonly<Record<string, unknown>>
type Write = (webhook: SimulatedWebhook, event: SimulatedEvent, originMs: number) => Body

const WRITERS: Readonly<Record<Envelope, Write>> = { flat: flatBody, meta: metaBody, aisensy: aisensyBody }

/** A webhook's body as its sender would write it, with times from `originMs` on (since the epoch). */
export function bodyOf(webhook: SimulatedWebhook, originMs: number): string {
  const announced = webhook.events.at(-1)
  if (announced === undefined) throw new Error('A simulated webhook announces something.')
  return JSON.stringify(WRITERS[webhook.message.envelope](webhook, announced, originMs))
}

/** A webhook of Meta's that tells of a template or a number. */
export function newsBodyOf({ atMs, field, value }: PastNews): string {
  const time = Math.floor(atMs / 1000)
  const entry = [{ id: '100000000000002', time, changes: [{ field, value }] }]
  return JSON.stringify({ object: 'whatsapp_business_account', entry })
}

/** The guide's. */
function flatBody({ message }: SimulatedWebhook, event: SimulatedEvent, originMs: number): Body {
  if (event.kind === 'reply') return { messages: [inboundMessage(message, event, originMs)] }
  return { statuses: [status(message, event, originMs)] }
}

/** Meta: webhooks reference, messages. AiSensy's Direct API passes it on unchanged. */
function metaBody({ message }: SimulatedWebhook, event: SimulatedEvent, originMs: number): Body {
  const items =
    event.kind === 'reply'
      ? { messages: [inboundMessage(message, event, originMs)] }
      : {
          statuses: [
            { ...status(message, event, originMs), ...(event.kind === 'sent' && { pricing: PRICING }) },
          ],
        }
  const value = {
    messaging_product: 'whatsapp',
    metadata: OWN_NUMBER,
    contacts: [{ wa_id: message.phone }],
    ...items,
  }
  return {
    object: 'whatsapp_business_account',
    entry: [{ id: '100000000000002', changes: [{ field: 'messages', value }] }],
  }
}

/** AiSensy's project webhook: a snapshot of the message. */
function aisensyBody(webhook: SimulatedWebhook, event: SimulatedEvent, originMs: number): Body {
  const { message, campaign, events } = webhook
  const isReply = event.kind === 'reply'
  const frame = {
    id: `${message.submittedId}-${event.kind}`,
    topic: isReply ? 'message.sender.user' : 'message.status.updated',
    created_at: new Date(originMs + webhook.arrivesAtMs).toISOString(),
    project_id: PROJECT,
    delivery_attempt: '1',
  }
  if (isReply) {
    const inbound = {
      id: `${message.submittedId}-reply`,
      messageId: `${message.id}-reply`,
      phone_number: message.phone,
      countryCode: '91',
      sender: 'USER',
      message_type: 'TEXT',
      message_content: { text: REPLY },
      sent_at: Math.round(originMs + event.atMs),
    }
    return { ...frame, data: { message: inbound } }
  }
  const at = (kind: SimulatedEvent['kind']) => {
    const found = events.find((one) => one.kind === kind)
    return found === undefined ? 0 : Math.round(originMs + found.atMs)
  }
  const code = events.find((one) => one.code !== undefined)?.code
  const snapshot = {
    id: message.submittedId.replaceAll('-', '').slice(0, 24),
    messageId: message.id,
    submitted_message_id: message.submittedId,
    phone_number: message.phone,
    countryCode: '91',
    sender: 'ASSISTANT',
    status: event.kind.toUpperCase(),
    campaign: { name: campaign.name, sent_at: Math.round(originMs) },
    sent_at: at('sent'),
    delivered_at: at('delivered'),
    read_at: at('read'),
    failed_at: at('failed'),
    failureResponse: code === undefined ? {} : { code, reason: 'Message undeliverable' },
  }
  return { ...frame, data: { message: snapshot } }
}

function status(message: SimulatedMessage, event: SimulatedEvent, originMs: number): Body {
  const { code } = event
  return {
    id: message.id,
    status: event.kind,
    timestamp: secondsOf(event, originMs),
    recipient_id: message.phone,
    ...(code !== undefined && { errors: [{ code: Number(code), title: 'Message undeliverable' }] }),
  }
}

function inboundMessage(message: SimulatedMessage, event: SimulatedEvent, originMs: number): Body {
  return {
    from: message.phone,
    id: `${message.id}-reply`,
    timestamp: secondsOf(event, originMs),
    type: 'text',
    text: { body: REPLY },
    context: { from: OWN_NUMBER.display_phone_number, id: message.id },
  }
}

/** Meta's times are texts of whole seconds. */
function secondsOf({ atMs }: SimulatedEvent, originMs: number): string {
  return String(Math.floor((originMs + atMs) / 1000))
}
