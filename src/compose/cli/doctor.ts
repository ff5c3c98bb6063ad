import type { Doctor, Finding } from '../../adapters/cli/ports.ts'
import { type Config, ConfigError, parseConfig } from '../config/config.ts'
import { warnings } from '../config/warnings.ts'
import { examineDataFolder } from './doctor/data-folder.ts'
import { examineDatabase } from './doctor/database.ts'
import { examineMail } from './doctor/mail.ts'
import { examineService } from './doctor/service.ts'

/** Looks at everything that the service needs, as configured. Changes nothing, and makes nothing. */
export function createDoctor(environment: Readonly<Record<string, string | undefined>>): Doctor {
  return async function* examine() {
    const config = readConfig(environment)
    if ('problem' in config) {
      yield config.problem
      return
    }
    yield { check: 'configuration', state: 'ok', message: 'every variable can be used' }
    for (const warning of warnings(config)) {
      yield { check: 'configuration', state: 'warning', message: warning }
    }
    yield* examineDataFolder(config)
    yield* examineDatabase(config)
    yield* examineService(config)
    yield* examineMail(config)
  }
}

function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Config | { readonly problem: Finding } {
  try {
    return parseConfig(environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { problem: { check: 'configuration', state: 'problem', message: error.message } }
  }
}
