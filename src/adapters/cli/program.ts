import { Command } from 'commander'
import { addEventsCommand } from './account/events.ts'
import { addSuppressionsCommand } from './account/suppressions.ts'
import { addAlertsCommand } from './alerts/alerts.ts'
import { addAnalyticsCommand } from './analytics/analytics.ts'
import { addBackupCommands } from './backup.ts'
import { addCampaignCommand } from './campaigns/campaign.ts'
import { addFailureCodesCommand } from './campaigns/failure-codes.ts'
import { addMessageCommand } from './campaigns/message.ts'
import { addPhonesCommand } from './campaigns/phones.ts'
import { addReconcileCommand } from './campaigns/reconcile.ts'
import { addRecountCommand } from './campaigns/recount.ts'
import { addVerifyCommand } from './campaigns/verify.ts'
import type { CliContext } from './context.ts'
import { addDoctorCommand } from './doctor.ts'
import { addLinkCommands } from './link/link.ts'
import { addMigrateCommand } from './migrate.ts'
import { addReplayCommand } from './replay.ts'
import { addSendCommands } from './sending/send.ts'
import { addServeCommand } from './serve.ts'
import { addDemoCommand } from './simulation/demo.ts'
import { addSimulateCommand } from './simulation/simulate.ts'
import { addStuckCommand } from './stuck.ts'

const AFTER_HELP = `
Commands work on the database at DATABASE_URL; without one, on that of the service that runs on DATA_DIR.

Exit codes: 0 done; 1 done, and the answer is no (counters differ, lines were refused, nothing found);
2 the command line or the environment cannot be used; 3 it could not be done; 130 interrupted.`

/** The command line: each command registers itself. */
export function createProgram(context: CliContext): Command {
  const program = new Command('bluetick')
    .description('What became of every WhatsApp message and every campaign.')
    .version(context.version)
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(see --help)')
    // A command and what lies under it may have options of one name.
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void context.out.write(text),
      writeErr: (text) => void context.err.write(text),
    })
  addServeCommand(program, context)
  addMigrateCommand(program, context)
  addLinkCommands(program, context)
  addDoctorCommand(program, context)
  addBackupCommands(program, context)
  addCampaignCommand(program, context)
  addMessageCommand(program, context)
  addFailureCodesCommand(program, context)
  addVerifyCommand(program, context)
  addRecountCommand(program, context)
  addPhonesCommand(program, context)
  addReconcileCommand(program, context)
  addReplayCommand(program, context)
  addStuckCommand(program, context)
  addAlertsCommand(program, context)
  addAnalyticsCommand(program, context)
  addEventsCommand(program, context)
  addSuppressionsCommand(program, context)
  addSendCommands(program, context)
  addSimulateCommand(program, context)
  addDemoCommand(program, context)
  return program
}
