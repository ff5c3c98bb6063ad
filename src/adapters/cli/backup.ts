import type { Command } from 'commander'
import type { CliContext } from './context.ts'
import { jsonOf } from './json.ts'

/** `bluetick backup` and `bluetick restore`: everything in DATA_DIR, with the embedded PostgreSQL. */
export function addBackupCommands(program: Command, context: CliContext): void {
  program
    .command('backup <folder>')
    .description('copy embedded PostgreSQL, spool and token into a new folder, while the service runs')
    .option('--json', 'print JSON')
    .action(async (asked: string, options: { json?: boolean }) => {
      const { folder, files, waiting } = await context.backups.backup(asked)
      if (options.json) context.out.write(jsonOf({ folder, files, waiting }))
      else
        context.out.write(
          `Backed up to ${folder}: ${files} files, ${waiting} webhooks in the spool.\n` +
            `It holds personal data and the API token. Restore: DATA_DIR=<new folder> bluetick restore ${folder}\n`,
        )
    })
  program
    .command('restore <folder>')
    .description('check a backup, and put it into DATA_DIR, which must hold no data yet')
    .option('--json', 'print JSON')
    .action(async (asked: string, options: { json?: boolean }) => {
      const restored = await context.backups.restore(asked)
      if (options.json)
        context.out.write(
          jsonOf({
            folder: restored.folder,
            begun_at: restored.begunAt,
            version: restored.version,
            pending: restored.pending,
          }),
        )
      else
        context.out.write(
          `Restored to ${restored.folder}: as of ${restored.begunAt}, by Bluetick ${restored.version}. ` +
            'PostgreSQL starts on it; now start the service.\n',
        )
    })
}
