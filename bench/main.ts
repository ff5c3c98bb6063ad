import { benchRules } from './alert-rules.ts'
import { benchAlerts } from './alerts.ts'
import { benchAnalytics } from './analytics.ts'
import { benchBrowser } from './browser.ts'
import { benchCampaigns } from './campaigns.ts'
import { benchDrain } from './drain.ts'
import { benchIngest } from './ingest.ts'
import { benchLink } from './link.ts'
import { benchLists } from './lists.ts'
import { benchMemory } from './memory.ts'
import { benchMigrate } from './migrate.ts'
import { benchNoise } from './noise.ts'
import { benchObservability } from './observability.ts'
import { benchOpenPages } from './open-pages.ts'
import { benchOutage } from './outage.ts'
import { benchOverload } from './overload.ts'
import { benchPages } from './pages.ts'
import { benchParse } from './parse.ts'
import { benchPoison } from './poison.ts'
import { benchRecovery } from './recovery.ts'
import { benchSending } from './sending.ts'
import { benchKills } from './sending-kills.ts'
import { benchRate } from './sending-rate.ts'
import { benchSignature } from './signature.ts'
import { benchStart } from './start.ts'

/** `npm run bench` runs every topic, `npm run bench -- ingest` one. Each prints its own table. */
const TOPICS: Readonly<Record<string, () => Promise<void>>> = {
  analytics: benchAnalytics,
  alerts: benchAlerts,
  'alert-rules': () => benchRules(),
  browser: benchBrowser,
  campaigns: benchCampaigns,
  ingest: benchIngest,
  link: benchLink,
  drain: benchDrain,
  memory: benchMemory,
  migrate: benchMigrate,
  noise: benchNoise,
  observability: benchObservability,
  'open-pages': benchOpenPages,
  outage: benchOutage,
  overload: benchOverload,
  pages: benchPages,
  lists: benchLists,
  parse: benchParse,
  poison: benchPoison,
  recovery: benchRecovery,
  sending: benchSending,
  'sending-kills': benchKills,
  'sending-rate': benchRate,
  signature: benchSignature,
  start: benchStart,
}

const asked = process.argv.slice(2)
const unknown = asked.find((topic) => TOPICS[topic] === undefined)
if (unknown !== undefined) {
  process.stderr.write(`There is no bench "${unknown}": choose from ${Object.keys(TOPICS).join(', ')}.\n`)
  process.exit(1)
}
for (const topic of asked.length > 0 ? asked : Object.keys(TOPICS)) {
  process.stdout.write(`\n## ${topic}\n\n`)
  await TOPICS[topic]?.()
}
