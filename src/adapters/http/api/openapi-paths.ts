// What the service answers beside the API: described by hand, since no schema of ours checks it.

export const WEBHOOK_TAG = 'Webhook'
export const SERVICE_TAG = 'Service'

const json = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
})
const plain = (description: string) => ({
  description,
  content: { 'text/plain': { schema: { type: 'string' } } },
})

const receiveWebhook = {
  operationId: 'receiveWebhook',
  tags: [WEBHOOK_TAG],
  summary: 'Take status webhooks of AiSensy, of Meta, or of a relay of yours',
  description:
    'Answered when everything is durable. What is merely not understood is kept and answered 200. ' +
    'Which credentials are wanted is configured: a token in the URL, a signature, an address.',
  security: [],
  requestBody: { required: true, content: { 'application/json': { schema: {} } } },
  responses: {
    200: json('status is success, partial_success or error; processed and rejected are numbers of items.'),
    401: json('A configured check failed; nothing was stored.'),
    413: json('The body is too long.'),
    415: json('The content coding is unknown.'),
    429: json('Too many requests of this address were refused.'),
    503: json('The queue or the spool is full: send it again after Retry-After seconds.'),
  },
}

/** The webhook, health and metrics. */
export const FIXED_PATHS = {
  '/webhook': {
    post: receiveWebhook,
    get: {
      operationId: 'verifyWebhook',
      tags: [WEBHOOK_TAG],
      summary: "Meta's handshake; without its parameters a plain 200, as AiSensy wants it",
      security: [],
      parameters: ['hub.mode', 'hub.verify_token', 'hub.challenge'].map((name) => ({
        name,
        in: 'query',
        required: false,
        schema: { type: 'string' },
      })),
      responses: { 200: plain('The challenge.'), 403: plain('The verify token is wrong.') },
    },
  },
  '/healthz': {
    get: {
      operationId: 'health',
      tags: [SERVICE_TAG],
      summary: 'The process lives',
      security: [],
      responses: { 200: json('It does.') },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readiness',
      tags: [SERVICE_TAG],
      summary: 'Webhooks can be taken',
      security: [],
      responses: {
        200: json('status is ready or spooling.'),
        503: json('status is not ready; reason says why.'),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      tags: [SERVICE_TAG],
      summary: 'Metrics in the text format of Prometheus; a bearer token where METRICS_TOKEN is set',
      security: [],
      responses: { 200: plain('The metrics.'), 401: plain('The token is missing or wrong.') },
    },
  },
}
