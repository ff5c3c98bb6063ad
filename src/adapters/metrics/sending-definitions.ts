import type { Definition } from './definition.ts'

/** What sending APIs answer, and what follows. */
const SEND_RESULTS = ['accepted', 'stop', 'skip', 'fix', 'later', 'uncertain'] as const

/** The metrics of sending: they exist where a number is set up to send. */
export const SENDING_DEFINITIONS = {
  sendAnswers: {
    type: 'counter',
    name: 'bluetick_send_answers_total',
    help: 'Answers to messages that this replica sent. stop: the account was refused, run "bluetick send numbers"; fix: fix template or campaign; uncertain: never tried again by itself.',
    labels: [['result', SEND_RESULTS]],
  },
  sendUncertain: {
    type: 'gauge',
    name: 'bluetick_send_uncertain',
    help: 'Attempts that may or may not have been sent. Above 0 for long: run "bluetick send uncertain".',
  },
  sendUncertainAge: {
    type: 'gauge',
    name: 'bluetick_send_uncertain_age_seconds',
    help: 'Age of the oldest of them. Above 900: no report will come; a person has to decide.',
  },
  sendStopped: {
    type: 'gauge',
    name: 'bluetick_send_stopped',
    help: '1 while the number is stopped, because its account was refused: nothing is sent.',
  },
} as const satisfies Readonly<Record<string, Definition>>
