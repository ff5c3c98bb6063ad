import { CliError, EXIT } from '../context.ts'
import type { CampaignCommands } from './ports.ts'

/**
 * Makes a campaign; one of this id and name that is there already is left as it is.
 *
 * @throws CliError where the id or the name is another campaign's
 */
export async function makeCampaign(
  register: CampaignCommands['register'],
  id: string,
  name: string,
  status = 'running',
): Promise<'made' | 'there-already'> {
  const outcome = await register(id, name, status)
  if (outcome === 'name-taken') throw nameTaken()
  if (outcome === 'other-name') {
    throw new CliError(
      'A campaign of this id has another name: "bluetick campaign show" shows it.',
      EXIT.failed,
    )
  }
  return outcome
}

export function nameTaken(): CliError {
  return new CliError(
    'Another campaign has this name, and reports could not tell them apart: "bluetick campaign list" shows it.',
    EXIT.failed,
  )
}
