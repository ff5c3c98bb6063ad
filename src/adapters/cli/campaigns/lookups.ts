import type { LookupFaults } from '../../../domain/campaigns/lookup.ts'

/** What is wrong with the tables by which messages and recipients are found: a sentence for each kind of damage. */
export function lookupsText({ ids, replies, ranges }: LookupFaults): string {
  const sentences = [
    sentence(
      ids?.missing,
      'id of a message is not in message_ids: its reports are refused, or make a second message.',
      'ids of messages are not in message_ids: their reports are refused, or make second messages.',
    ),
    sentence(
      ids?.astray,
      'id in message_ids leads to another message than the one that bears it.',
      'ids in message_ids lead to other messages than those that bear them.',
    ),
    sentence(
      ids?.dangling,
      'id in message_ids leads to a message that is not there.',
      'ids in message_ids lead to messages that are not there.',
    ),
    sentence(
      replies?.astray,
      'reply is counted for another message than the one that it names, or for one that is not there.',
      'replies are counted for other messages than those that they name, or for messages that are not there.',
    ),
    sentence(
      ranges.missing,
      'range is not in recipient_ranges: lists of one status leave out its recipients.',
      'ranges are not in recipient_ranges: lists of one status leave out their recipients.',
    ),
  ].flat()
  if (sentences.length > 0) return `${sentences.join('\n')}\n"bluetick recount" repairs this.\n`
  return `${ids === undefined ? '' : 'All ids lead to their messages, all replies to what they answer.\n'}Lists of one status find all their recipients.\n`
}

function sentence(count: number | undefined, one: string, many: string): string[] {
  if (count === undefined || count === 0) return []
  return [`${count} ${count === 1 ? one : many}`]
}
