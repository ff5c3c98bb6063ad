import { binomialTail } from '../src/domain/alerts/small-sample.ts'
import { weigh } from '../src/domain/alerts/verdict.ts'
import { ruleOf } from '../test/alerts/builders.ts'
import { simulateCrashes } from '../test/alerts/crash-simulation.ts'
import { benchLateness } from './alert-lateness.ts'
import { benchRules } from './alert-rules.ts'

const SEEDS = 10_000
const TRUE_RATE = 0.95
const SAMPLES = [2, 5, 8, 10, 20, 50, 100, 200, 399, 400, 1000]

/** What the alerting promises in figures: false alarms, lateness, the rules' time at ten million messages, crashes. */
export async function benchAlerts(): Promise<void> {
  falseFires()
  print('\nFrom the condition to the mail at the mail server:\n')
  await benchLateness()
  await benchRules()
  await crashes()
}

/** How often one evaluation fires although all is well, exactly: summed over the binomial distribution. */
function falseFires(): void {
  const rule = ruleOf({ 'min-samples': '400', unit: '%', resolve: 'value >= 92' })
  print(`False alarms of one evaluation at a true delivery rate of ${TRUE_RATE * 100}%:\n`)
  print('| messages | naive "< 90%" | with min-samples: 400 |\n|---|---|---|')
  for (const samples of SAMPLES) {
    let naive = 0
    let ours = 0
    for (let delivered = 0; delivered <= samples; delivered++) {
      const probability =
        binomialTail(samples, delivered, TRUE_RATE) - binomialTail(samples, delivered - 1, TRUE_RATE)
      const value = (100 * delivered) / samples
      if (value < 90) naive += probability
      if (weigh(rule, { labels: {}, figures: { value, samples } }) === 'fire') ours += probability
    }
    print(`| ${samples} | ${(100 * naive).toFixed(2)}% | ${(100 * ours).toFixed(4)}% |`)
  }
}

async function crashes(): Promise<void> {
  const sums = { crashes: 0, episodes: 0, mails: 0, copies: 0, lost: 0, unpaired: 0, disordered: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const outcome = await simulateCrashes(seed)
    for (const key of Object.keys(sums) as (keyof typeof sums)[]) sums[key] += outcome[key]
  }
  print(`\n${SEEDS} simulated hours of two replicas that crash: ${JSON.stringify(sums)}`)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
