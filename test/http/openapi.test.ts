import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  service = await startTestService()
  document = (await (await fetch(`${service.url}/api/openapi.json`)).json()) as typeof document
})
afterAll(() => service.stop())

const ajv = new Ajv2020({ strict: false })
// The package's default export is the function itself under CommonJS and a namespace under ESM types.
;(formats as unknown as (ajv: Ajv2020) => void)(ajv)

test('the OpenAPI document is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(document))
  expect(result).toMatchObject({ valid: true })
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
    const made: string[] = []
    for (const [path, operations] of Object.entries(document.paths)) {
      if (!path.startsWith('/api/')) continue
      for (const [method, operation] of Object.entries(operations)) {
        const [status, success] = Object.entries(operation.responses).find(([code]) => code < '300') ?? []
        const answer = success?.content['application/json']
        expect(Object.keys(answer?.examples ?? {}), operation.operationId).not.toEqual([])
        for (const name of Object.keys(answer?.examples ?? {})) {
          const response = await call(method, path, operation, name)
          const body = await response.json()
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

function call(method: string, path: string, operation: Operation, example: string): Promise<Response> {
  const values = (where: 'path' | 'query') =>
    operation.parameters.flatMap((p) =>
      p.in === where && p.examples?.[example] ? [[p.name, String(p.examples[example].value)] as const] : [],
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
