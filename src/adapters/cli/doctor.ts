import type { Command } from 'commander'
import { type CliContext, EXIT } from './context.ts'
import { jsonOf } from './json.ts'
import type { Finding } from './ports.ts'

const MARKS = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' }

/** `bluetick doctor`: is everything as the service needs it? */
export function addDoctorCommand(program: Command, context: CliContext): void {
  program
    .command('doctor')
    .description(
      'check configuration, data folder, database, schema, clock, service and mail; exit code 1 on a problem',
    )
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => {
      const findings: Finding[] = []
      for await (const finding of context.doctor()) {
        findings.push(finding)
        if (!options.json) context.out.write(lineOf(finding))
      }
      if (options.json) context.out.write(jsonOf({ findings }))
      if (findings.some(({ state }) => state === 'problem')) context.exitWith(EXIT.found)
    })
}

function lineOf({ check, state, message, advice }: Finding): string {
  const line = `${MARKS[state]}${check}: ${message}\n`
  return advice === undefined ? line : `${line}        → ${advice}\n`
}
