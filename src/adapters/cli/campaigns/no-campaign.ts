import { CliError, EXIT } from '../context.ts'

/** There is no campaign of the id given. */
export function noCampaign(): CliError {
  return new CliError('There is no campaign of this id: "bluetick campaign list" shows them.', EXIT.found)
}
