import type { Definition } from './definition.ts'

/** Fewer: each statement has a series of its own. */
const STATEMENT_SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 5]

/** Every step on the database that is timed: see `Instrument` of the adapter. */
const STATEMENT = [
  'statement',
  { fromStart: 'names of the files in `sql`, and connect, begin, commit' },
] as const

/** The metrics of the database: the pool, and every statement. */
export const DATABASE_DEFINITIONS = {
  databaseUp: {
    type: 'gauge',
    name: 'bluetick_database_up',
    help: '1 where the database answered the last time it was asked (once a minute at least), else 0. At 0, start the database.',
  },
  databaseConnections: {
    type: 'gauge',
    name: 'bluetick_database_connections',
    help: 'Connections of the pool. All in use for long: raise DATABASE_POOL_SIZE, or look for slow statements.',
    labels: [['state', ['in-use', 'idle']]],
  },
  databaseConnectionsMax: {
    type: 'gauge',
    name: 'bluetick_database_connections_max',
    help: 'The size of the pool, DATABASE_POOL_SIZE. Nothing to do: it is what connections are compared with.',
  },
  databaseWaiting: {
    type: 'gauge',
    name: 'bluetick_database_waiting',
    help: 'Tasks that wait for a connection. Above 0 for long: raise DATABASE_POOL_SIZE, or look for slow statements.',
  },
  clockSkew: {
    type: 'gauge',
    name: 'bluetick_clock_skew_seconds',
    help: "How far this machine's clock is ahead of the database's, measured once a minute. Far from 0: set the clock (NTP). Beyond a minute receipts are stamped by the database's.",
  },
  brokenConnections: {
    type: 'counter',
    name: 'bluetick_database_broken_connections_total',
    help: 'Connections that broke while idle; the pool replaces them. Many: look at the network, or at a pooler in between.',
  },
  statements: {
    type: 'counter',
    name: 'bluetick_database_statements_total',
    help: 'Statements sent to the database, by name, failed ones included. Nothing to do by itself: the divisor of time and errors.',
    labels: [STATEMENT],
  },
  statementErrors: {
    type: 'counter',
    name: 'bluetick_database_statement_errors_total',
    help: 'Statements that failed, by name. connect: the database cannot be reached; others: the log has the reason.',
    labels: [STATEMENT],
  },
  statementSecondsByName: {
    type: 'counter',
    name: 'bluetick_database_statement_seconds_total',
    help: 'Time spent in statements, by name. Divided by their number it shows which one became slow: EXPLAIN that one.',
    labels: [STATEMENT],
  },
  statementSeconds: {
    type: 'histogram',
    name: 'bluetick_database_statement_duration_seconds',
    help: 'Time of a statement, all names together. Many above 1 s: see which by name, and EXPLAIN it.',
    buckets: STATEMENT_SECONDS,
  },

  linkLag: {
    type: 'gauge',
    name: 'bluetick_link_lag_seconds',
    help: 'How long the oldest row has waited to be written back to linked tables. Above some seconds: their table is locked or slow; "bluetick link status".',
  },
  linkWaiting: {
    type: 'gauge',
    name: 'bluetick_link_waiting_rows',
    help: 'Rows that wait to be written back to linked tables; 100,000 stands for more.',
  },
  linkFailures: {
    type: 'gauge',
    name: 'bluetick_link_failed_rows',
    help: 'Rows that linked tables refused, each for itself, and that are tried again with growing pauses. "bluetick link status" lists them with the reason.',
  },
  linkRefused: {
    type: 'counter',
    name: 'bluetick_link_refused_total',
    help: 'How often a linked table refused a row. Rising: look at "bluetick link status".',
  },
} as const satisfies Readonly<Record<string, Definition>>
