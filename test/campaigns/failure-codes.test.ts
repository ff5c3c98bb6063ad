import request from 'supertest'
import { expect, test } from 'vitest'
import { actorOfFailure } from '../../src/domain/messages/failure-actors.ts'
import { KNOWN_FAILURE_CODES, meaningOfFailure } from '../../src/domain/messages/failure-codes.ts'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN } from '../support/service.ts'

test('every code says who can act, and whoever must fix something is somebody', () => {
  for (const code of KNOWN_FAILURE_CODES) {
    const isFixable = meaningOfFailure(code).resend === 'after-fix'
    if (isFixable) expect(['account-owner', 'developer'], code).toContain(actorOfFailure(code))
    else expect(['sender', 'nobody', 'developer'], code).toContain(actorOfFailure(code))
  }
  expect(actorOfFailure('131026')).toBe('sender')
})

test('the API lists all codes', async () => {
  const service = await startTestService()
  const { body } = await request(service.url)
    .get('/api/failure-codes')
    .set({ authorization: `Bearer ${TEST_API_TOKEN}` })
    .expect(200)
  await service.stop()
  expect(body.failure_codes).toHaveLength(KNOWN_FAILURE_CODES.length)
  expect(body.failure_codes).toContainEqual({
    code: '131042',
    actor: 'account-owner',
    ...meaningOfFailure('131042'),
  })
})

test('the command line explains one code or all, without a database', async () => {
  const one = await bluetick(['failure-codes', '131026'], {})
  expect(one).toMatchObject({ code: 0, out: expect.stringContaining('old app') })
  const all = await bluetick(['failure-codes', '--json'], {})
  expect(JSON.parse(all.out).failure_codes).toHaveLength(KNOWN_FAILURE_CODES.length)
  expect(await bluetick(['failure-codes', '99'], {})).toMatchObject({ code: 1 })
})
