import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseConfig } from '../../src/compose/config/config.ts'
import { readTimeZone } from '../../src/domain/text/time-zone.ts'
import { bluetick } from '../support/command-line.ts'
import { startTestService, TEST_API_TOKEN, type TestService } from '../support/service.ts'

// PostgreSQL takes IST for Israel and EST for a zone without summer time: abbreviations never reach it.

describe("a time zone's name", () => {
  test.each(['Asia/Kolkata', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'UTC'])('%s is read', (name) => {
    expect(readTimeZone(name)).toEqual({ zone: name })
  })

  test('that changed is read as the present one', () => {
    expect(readTimeZone('Asia/Calcutta')).toEqual({ zone: 'Asia/Kolkata' })
    expect(readTimeZone(' utc ')).toEqual({ zone: 'UTC' })
  })

  test.each([
    ['IST', 'Asia/Kolkata'],
    ['ist', 'Asia/Kolkata'],
    ['EST', 'America/New_York'],
    ['CET', 'Europe/Paris'],
    ['GMT', 'Etc/GMT'],
    ['WEST', 'Europe/Lisbon'],
  ])('is no abbreviation: %s', (written, likely) => {
    expect(readTimeZone(written)).toEqual({ problem: expect.stringContaining(`write ${likely}`) })
  })

  test.each([
    '',
    'Japan',
    '+05:30',
    'Mars/Olympus',
    'Asia/',
    '../etc/passwd',
    'IST-5:30',
    `A/${'a'.repeat(100)}`,
  ])('is not %j', (written) => {
    expect(readTimeZone(written)).toEqual({ problem: expect.stringContaining('like Asia/Kolkata') })
  })
})

describe('every way in', () => {
  let service: TestService
  beforeAll(async () => {
    service = await startTestService()
  })
  afterAll(() => service.stop())

  test('refuses an abbreviation and says what to write', async () => {
    const { body } = await request(service.url)
      .get('/api/analytics/hourly-volume?window=24h&zone=IST')
      .set({ authorization: `Bearer ${TEST_API_TOKEN}` })
      .expect(400)
    expect(JSON.stringify(body)).toContain('write Asia/Kolkata')
    const command = await bluetick(['analytics', 'hourly-volume', '--zone', 'IST'], {
      DATABASE_URL: service.databaseUrl,
    })
    expect(command).toMatchObject({ code: 2, err: expect.stringContaining('write Asia/Kolkata') })
    expect(() => parseConfig({ REPORT_TIMEZONE: 'IST' })).toThrow(/REPORT_TIMEZONE.*write Asia\/Kolkata/s)
  })
})
