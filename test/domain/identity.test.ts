import { describe, expect, test } from 'vitest'
import { groupByMessage } from '../../src/domain/messages/group.ts'
import { canonicalId } from '../../src/domain/messages/identity.ts'
import { report } from '../support/reports.ts'

const UUID = 'b75aee45-53ff-4c1e-9c55-0a3d4b1f2c3d'

describe('the canonical id', () => {
  test("is WhatsApp's own as soon as it is known, in whichever order the ids come", () => {
    expect(canonicalId(['AS-1', UUID, 'wamid.X'])).toBe('wamid.X')
    expect(canonicalId(['wamid.X', UUID, 'AS-1'])).toBe('wamid.X')
  })

  test("is before that the id that the send response gave, not AiSensy's internal one", () => {
    expect(canonicalId(['AS-1', UUID])).toBe(UUID)
    expect(canonicalId(['AS-1', UUID, 'ABGGFlA5Fpa'])).toBe('ABGGFlA5Fpa')
  })
})

describe('grouping', () => {
  test('finds one message through ids that only together connect', () => {
    const reports = [report({ ids: ['AS-1'] }), report({ ids: ['wamid.X'] }), report({ ids: [UUID, 'AS-1'] })]
    expect(groupByMessage([], [], reports)).toHaveLength(2)
    const connected = groupByMessage([], [], [...reports, report({ ids: ['wamid.X', UUID] })])
    expect(connected).toHaveLength(1)
    expect([...(connected[0]?.ids ?? [])].sort()).toEqual(['AS-1', UUID, 'wamid.X'])
    expect(connected[0]?.reports).toHaveLength(4)
  })

  test('keeps ids apart that differ in case', () => {
    expect(groupByMessage([], [], [report({ ids: ['wamid.a'] }), report({ ids: ['wamid.A'] })])).toHaveLength(
      2,
    )
  })
})
