import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asBluetick } from '../../support/as-bluetick.ts'
import { type Bundle, bundleService } from './bundle.ts'
import { canMount, FAULTS } from './faults.ts'
import { compare, type Reported } from './ledger.ts'
import { canShiftClocks } from './others.ts'
import { createRandom } from './random.ts'
import { createWorld, type World } from './world.ts'

const SEED = 20_231_210

let bundle: Bundle
let world: World
beforeAll(async () => {
  bundle = await bundleService()
  world = await createWorld({ entry: bundle.file, random: createRandom(SEED), run: 'short' })
}, 240_000)
afterAll(async () => {
  await world.close()
  await bundle.remove()
}, 60_000)

if (!canShiftClocks()) process.stdout.write('Clocks that are off are left out: libfaketime is missing.\n')
if (!canMount())
  process.stdout.write('"disk full" is left out: it needs root on Linux, to mount a small disk.\n')

describe('nothing that got a 200 is lost, whatever goes wrong', () => {
  test.each(FAULTS)(
    '$name',
    async ({ strike }) => {
      await strike(world)
      await world.acknowledged(10)
      await world.recovered()
    },
    240_000,
  )

  test('and after all of it every acknowledged report is there once, and the counters are the recount', async () => {
    expect(await world.catchUp()).toMatchObject({ silent: 0, notOnce: 0, miscounted: 0 })
    expect(world.load.acknowledged.size).toBeGreaterThan(1000)
    expect(world.load.answers().strange).toBe(0)
  }, 240_000)

  test('the comparison would see a loss: one report more in the ledger, and one recipient less in the table', async () => {
    await asBluetick(
      world.pool,
      'DELETE FROM public.campaign_recipients WHERE id = (SELECT min(id) FROM public.campaign_recipients)',
    )
    const reported: Reported = { times: { sent: '2023-12-10T11:30:00Z' }, recipients: 0 }
    const ledger = new Map(world.load.acknowledged).set('wamid.never-sent', reported)
    const before = await compare(world.pool, world.load.acknowledged)
    expect(await compare(world.pool, ledger)).toMatchObject({
      lost: before.lost + 1,
      notOnce: 1,
      miscounted: 1,
    })
  })
})
