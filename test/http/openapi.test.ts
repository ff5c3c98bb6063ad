import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXAMPLE_HASH } from '../../src/adapters/http/api/sending/schemas.ts'
import { DEFAULT_RULES } from '../../src/domain/sending/default-rules.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

interface Operation {
  readonly operationId: string
  readonly parameters: readonly { name: string; in: 'path' | 'query'; examples?: Examples }[]
  readonly requestBody?: { content: Record<string, { examples?: Examples }> }
  readonly responses: Record<string, { content: Record<string, { schema: object; examples?: Examples }> }>
}
type Examples = Record<string, { summary: string; value: unknown }>

let service: TestService
let document: {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties?: object }> }
}
beforeAll(async () => {
  service = await startTestService({
    SEND_VIA: 'meta',
    META_ACCESS_TOKEN: 'x',
    META_PHONE_NUMBER_ID: '106540352242922',
  })
  document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as typeof document
})
afterAll(() => service.stop())

const ajv = new Ajv2020({ strict: false })
// The package's default export is the function itself under CommonJS and a namespace under ESM types.
;(formats as unknown as (ajv: Ajv2020) => void)(ajv)

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(document))
  expect(result, JSON.stringify(result)).toMatchObject({ valid: true })
})

test('clients get types with names, answers that may grow, and the paths beside the API', () => {
  const { schemas } = document.components
  expect(Object.keys(schemas)).toEqual(
    expect.arrayContaining(['Campaign', 'Recipient', 'Message', 'Problem']),
  )
  expect(JSON.stringify(schemas)).not.toContain('additionalProperties":false')
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/webhook', '/healthz', '/readyz', '/metrics', '/api/campaigns']),
  )
})

describe('every example of the OpenAPI document', () => {
  test('does, in the order of the document, what it says', async () => {
    await service.post({
      statuses: [
        { id: MESSAGE, status: 'read', timestamp: '1793507000', recipient_id: '919876543210' },
        { id: MESSAGE, status: 'sent', timestamp: '1793506900', recipient_id: '919876543210' },
      ],
    })
    // Alerts cannot be made by a call: one that fires, for the example that acknowledges it.
    await service.pool.query(
      `INSERT INTO bluetick.alert_episodes (id, rule, severity, labels, condition_since, fired_at)
       VALUES ('delivery-rate-low.1x2y3z.20261121T024000Z', 'delivery-rate-low', 'critical', '{}', now(), now())`,
    )
    await seedSending(service.pool)
    const made: string[] = []
    const known = new Map<string, string>()
    for (const [path, operations] of Object.entries(document.paths)) {
      if (!path.startsWith('/api/')) continue
      for (const [method, operation] of Object.entries(operations)) {
        const [status, success] = Object.entries(operation.responses).find(([code]) => code < '300') ?? []
        const answer = success?.content['application/json']
        expect(Object.keys(answer?.examples ?? {}), operation.operationId).not.toEqual([])
        for (const name of Object.keys(answer?.examples ?? {})) {
          const response = await call(method, path, operation, name, known)
          const body = (await response.json()) as { plan?: { hash?: string } }
          // A plan's hash holds the time at which it was made.
          if (operation.operationId === 'makeSendPlan') known.set(EXAMPLE_HASH, String(body.plan?.hash))
          expect([String(response.status), body], `${operation.operationId} ${name}`).toEqual([
            status,
            expect.anything(),
          ])
          const fits = ajv.compile({ ...answer?.schema, components: document.components })
          expect(fits(body), `${operation.operationId}: ${JSON.stringify(fits.errors)}`).toBe(true)
          expect(fits(answer?.examples?.[name]?.value), `example of ${operation.operationId}`).toBe(true)
          made.push(operation.operationId)
        }
      }
    }
    expect(new Set(made).size).toBeGreaterThan(9)
  })
})

const MESSAGE = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgSQUJDREVGMDEyMzQ1Njc4OTA='

/** An uncertain attempt and a stopped number, which no call can make. */
async function seedSending(pool: pg.Pool): Promise<void> {
  await pool.query(
    `WITH plan AS (
       INSERT INTO bluetick.send_plans (id, hash, action, campaign_id, sender, template, rules, state, planned_by, planned_at, members, excluded)
       VALUES (gen_random_uuid(), 'an earlier one', 'send', 'diwali-2026', 'meta:106540352242922',
               '{"name": "hello", "language": "en", "category": "utility"}', $1, 'done', 'api', now() - interval '1 day', 1, '{}')
       RETURNING id)
     INSERT INTO bluetick.send_attempts (id, plan, position, recipient, campaign_id, phone, round, variables, zones, planned_for, not_before, state, claimed_at)
     SELECT '0b6f3f5e-7c51-4f3e-9d0e-3c6c1c1f2a77', id, 0, '42', 'diwali-2026', '+919876500042', 1, '{}', '{}', now(), now(), 'uncertain', now()
     FROM plan`,
    [JSON.stringify(DEFAULT_RULES)],
  )
  await pool.query(
    `INSERT INTO bluetick.sending_numbers (sender, tokens, filled_at, per_second, changed_at, opened_at, open_code, open_reason, watched_at)
     VALUES ('meta:106540352242922', 0, now(), 60, now(), now(), '402', 'Insufficient credits', now())`,
  )
}

function call(
  method: string,
  path: string,
  operation: Operation,
  example: string,
  known: ReadonlyMap<string, string>,
): Promise<Response> {
  const shownAs = (value: unknown) => known.get(String(value)) ?? String(value)
  const values = (where: 'path' | 'query') =>
    operation.parameters.flatMap((p) =>
      p.in === where && p.examples?.[example] ? [[p.name, shownAs(p.examples[example].value)] as const] : [],
    )
  let url = path
  for (const [name, value] of values('path')) url = url.replace(`{${name}}`, encodeURIComponent(value))
  const query = new URLSearchParams(Object.fromEntries(values('query')))
  const bodies = Object.entries(operation.requestBody?.content ?? {})
  const [type, body] = bodies.find(([, { examples }]) => examples?.[example] !== undefined) ?? []
  const value = body?.examples?.[example]?.value
  return fetch(`${service.url}${url}?${query}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${TEST_API_TOKEN}`,
      ...(type !== undefined && { 'content-type': type }),
    },
    ...(value !== undefined && { body: typeof value === 'string' ? value : JSON.stringify(value) }),
  })
}
