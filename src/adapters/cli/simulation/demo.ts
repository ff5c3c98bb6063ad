import { type Command, InvalidArgumentError } from 'commander'
import type { CliContext } from '../context.ts'
import { createProgress, type Progress } from '../progress.ts'

const MAX_PEOPLE = 100_000
const MAX_PORT = 65_535

interface Options {
  readonly people: number
  readonly port?: number
  readonly keep?: boolean
}

/** `bluetick demo`: everything with a simulated sender, to look at in a browser. */
export function addDemoCommand(program: Command, context: CliContext): void {
  program
    .command('demo')
    .description('run a service of its own with a month of history and a simulated sender, until Ctrl-C')
    .option('--people <count>', 'people in the largest campaign of the history', wholeOf(1, MAX_PEOPLE), 700)
    .option('--port <port>', 'the port to listen on; a free one by default', wholeOf(1, MAX_PORT))
    .option('--keep', 'keep the folder with the database and the mails')
    .action(async ({ people, port, keep = false }: Options) => {
      const { err, out } = context
      let progress: Progress | undefined
      err.write('Starting PostgreSQL and the service…\n')
      const { folder } = await context.demo.run({
        people,
        keep,
        ...(port !== undefined && { port }),
        onProgress(done, total) {
          progress ??= createProgress(err, 'webhooks of the last month', total)
          progress.update(done)
        },
        onReady({ url, token, mailFolder }) {
          progress?.end()
          out.write(
            `\nOpen  ${url}\nToken ${token}\nMails ${url}/alerts/mails, and as files in ${mailFolder}\n\n`,
          )
          out.write(
            'Campaigns are being sent. In a minute one begins to fail, and alerts follow. Ctrl-C ends all of it.\n',
          )
        },
      })
      err.write(keep ? `Kept in ${folder}.\n` : 'Stopped; nothing is left behind.\n')
    })
}

function wholeOf(min: number, max: number) {
  return (text: string): number => {
    const number = Number(text)
    if (Number.isInteger(number) && number >= min && number <= max) return number
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }
}
