import { existsSync } from 'node:fs'
import process from 'node:process'
import type { Fault } from './faults.ts'
import { DOOMED } from './load.ts'
import { between } from './random.ts'
import { API_TOKEN } from './service.ts'

// What other services do to the tables, and a machine whose clock is wrong.

const BUSY = 60

/** Others do something to the tables, webhooks come, and they take it back. */
function interference(name: string, begin: string, end: string): Fault {
  return {
    name,
    async strike(world) {
      await world.recovered()
      await world.pool.query(begin)
      try {
        await world.acknowledged(BUSY)
      } finally {
        await world.pool.query(end)
      }
      await world.rejoined()
    },
  }
}

const trigger = (table: string, event: string, which: string, row: 'NULL' | 'OLD') =>
  interference(
    `a trigger on ${table} that says RETURN ${row}`,
    `CREATE FUNCTION keep_back() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF ${which} THEN RETURN ${row}; END IF; RETURN NEW; END $$;
     CREATE TRIGGER keep_back BEFORE ${event} ON ${table} FOR EACH ROW EXECUTE FUNCTION keep_back()`,
    'DROP FUNCTION keep_back CASCADE',
  )

const policy = (name: string, rule: string) =>
  interference(
    `a policy that ${name}`,
    `ALTER TABLE broadcasts_messages ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
     CREATE POLICY chaos ON broadcasts_messages ${rule}`,
    `DROP POLICY chaos ON broadcasts_messages;
     ALTER TABLE broadcasts_messages NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`,
  )

const campaignDeleted: Fault = {
  name: 'a campaign deleted while reports of it come in',
  async strike(world) {
    await world.acknowledged(BUSY)
    if (between(world.random, 0, 1) === 0) {
      await world.pool.query('DELETE FROM marketing_campaigns WHERE id = $1', [DOOMED])
    } else {
      const response = await fetch(`${world.service.url}/api/campaigns/${DOOMED}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${API_TOKEN}` },
      })
      await response.text()
      // Seconds after a start it may not be there yet.
      if (![200, 404].includes(response.status)) throw new Error(`DELETE was answered ${response.status}.`)
    }
    await world.acknowledged(BUSY)
  },
}

const FAKETIME = `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`

/** Whether a process can be made to believe that it is another time. */
export function canShiftClocks(): boolean {
  return existsSync(FAKETIME)
}

function clockOff(by: '+2y' | '-2y'): Fault {
  return {
    name: `the service's clock off by ${by}, and right again`,
    async strike(world) {
      await world.service.kill()
      await world.service.start({ LD_PRELOAD: FAKETIME, FAKETIME: by, FAKETIME_DONT_FAKE_MONOTONIC: '1' })
      await world.acknowledged(BUSY)
      await world.proxy.set('refuse')
      await world.acknowledged(BUSY)
      await world.service.kill()
      await world.proxy.set('pass')
      await world.service.start()
      await world.recovered()
    },
  }
}

/** What others do, once each. */
export const OTHERS: readonly Fault[] = [
  trigger('broadcasts_messages', 'INSERT', "NEW.message_id LIKE '%3'", 'NULL'),
  trigger('campaign_recipients', 'INSERT', "NEW.whatsapp_message_id LIKE '%5'", 'NULL'),
  trigger('broadcasts_messages', 'UPDATE', "NEW.message_id LIKE '%1'", 'OLD'),
  policy('refuses some rows', "USING (true) WITH CHECK (message_id NOT LIKE '%9')"),
  policy('hides some rows', "USING (message_id NOT LIKE '%8') WITH CHECK (true)"),
  campaignDeleted,
  ...(canShiftClocks() ? [clockOff('+2y'), clockOff('-2y')] : []),
]
