import { z } from 'zod'
import type { Endpoint, Example } from './endpoint.ts'
import { FIXED_PATHS, SERVICE_TAG, WEBHOOK_TAG } from './openapi-paths.ts'
import { type ProblemCode, problemSchema, statusOfProblem } from './problem.ts'

type Json = Readonly<Record<string, unknown>>

interface JsonSchema extends Json {
  readonly id?: string
  readonly $defs?: Readonly<Record<string, Json>>
}

const COMPONENTS = '#/components/schemas/'

/** Every endpoint can answer with these. */
const COMMON_PROBLEMS: readonly ProblemCode[] = [
  'invalid-request',
  'unauthorized',
  'internal-error',
  'unavailable',
]

/** The OpenAPI 3.1 document of the endpoints: made of the very schemas that check the requests. */
export function createOpenApiDocument(endpoints: readonly Endpoint[]): Json {
  const paths: Record<string, Json> = {}
  const schemas: Record<string, Json> = {}
  for (const endpoint of endpoints) {
    const path = `/api${endpoint.route.replaceAll(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [endpoint.method]: operationOf(endpoint, schemas) }
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Bluetick',
      version: '1',
      description:
        'What became of every WhatsApp message and every campaign. Times are UTC, ISO 8601. Rates name their denominator.',
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    tags: [...new Set(endpoints.map(({ tag }) => tag)), WEBHOOK_TAG, SERVICE_TAG].map((name) => ({ name })),
    paths: { ...paths, ...FIXED_PATHS },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...schemas, Problem: answerSchema(problemSchema, schemas) },
    },
  }
}

function operationOf(endpoint: Endpoint, schemas: Record<string, Json>): Json {
  const { operationId, tag, summary, description } = endpoint
  const requestBody = requestBodyOf(endpoint)
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    parameters: [...parametersOf(endpoint, 'path'), ...parametersOf(endpoint, 'query')],
    ...(requestBody !== undefined && { requestBody }),
    responses: {
      [endpoint.successStatus ?? 200]: {
        description: 'Done.',
        headers: { 'X-Request-Id': { schema: { type: 'string' } } },
        content: {
          'application/json': {
            schema: answerSchema(endpoint.response, schemas),
            examples: examplesOf(endpoint, (example) => example.answer),
          },
          ...textContent(endpoint.alsoAnswers),
        },
      },
      ...problemsOf(endpoint),
    },
  }
}

function parametersOf(endpoint: Endpoint, where: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = z.toJSONSchema(endpoint[where], { io: 'input' })
  return Object.entries(properties).map(([name, schema]) => {
    const examples = examplesOf(endpoint, (example) => example[where]?.[name])
    const { description, ...rest } = typeof schema === 'boolean' ? {} : schema
    return {
      name,
      in: where,
      required: where === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: rest,
      ...(examples !== undefined && { examples }),
    }
  })
}

function requestBodyOf(endpoint: Endpoint): Json | undefined {
  if (endpoint.streamedBody !== undefined) {
    const content = Object.entries(endpoint.streamedBody).map(([type, description]) => [
      type,
      {
        schema: { type: 'string', description },
        ...optionalExamples(endpoint.examples, (e) => (e.contentType === type ? e.body : undefined)),
      },
    ])
    return { required: true, content: Object.fromEntries(content) }
  }
  if (endpoint.body === undefined) return undefined
  const examples = examplesOf(endpoint, (example) => example.body)
  return {
    required: !endpoint.body.safeParse({}).success,
    content: {
      'application/json': {
        schema: requestSchema(endpoint.body),
        ...(examples !== undefined && { examples }),
      },
    },
  }
}

function problemsOf(endpoint: Endpoint): Json {
  const ofBody = endpoint.body === undefined ? [] : (['unsupported-media-type'] as const)
  const codes = [...COMMON_PROBLEMS, ...ofBody, ...(endpoint.problems ?? [])]
  return Object.fromEntries(
    codes.map((code) => [
      statusOfProblem(code),
      {
        description: code,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  )
}

function textContent(types: Readonly<Record<string, string>> = {}): Json {
  return Object.fromEntries(
    Object.entries(types).map(([type, description]) => [type, { schema: { type: 'string', description } }]),
  )
}

function examplesOf(endpoint: Endpoint, pick: (example: Example) => unknown): Json | undefined {
  return optionalExamples(endpoint.examples, pick).examples
}

function optionalExamples(
  examples: readonly Example[],
  pick: (example: Example) => unknown,
): { readonly examples?: Json } {
  const entries = examples.flatMap((example, index) => {
    const value = pick(example)
    return value === undefined ? [] : [[`example${index + 1}`, { summary: example.summary, value }] as const]
  })
  return entries.length === 0 ? {} : { examples: Object.fromEntries(entries) }
}

function requestSchema(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' })
  return json
}

/**
 * The schema of an answer. Schemas that have an id become components, so that generated clients get types of these
 * names; and answers may grow: what a client does not know it leaves alone.
 */
function answerSchema(schema: z.ZodType, schemas: Record<string, Json>): Json {
  const whole = z.toJSONSchema(schema, {
    io: 'output',
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
    },
  })
  const {
    $schema: _,
    $defs = {},
    id,
    ...root
  }: JsonSchema = JSON.parse(JSON.stringify(whole).replaceAll('"#/$defs/', `"${COMPONENTS}`))
  for (const [name, { id: _id, ...definition }] of Object.entries($defs)) schemas[name] = definition
  if (id === undefined) return root
  schemas[id] = root
  return { $ref: `${COMPONENTS}${id}` }
}
