/**
 * Functions that do more than read, or read the server's files, and tables of passwords. A role that can only read may not call most of them; where
 * there is no such role this list stands alone.
 */
const FORBIDDEN =
  /\b(?:set_config|pg_(?:try_)?advisory_\w+|pg_read_\w+|pg_ls_\w+|pg_stat_file|pg_file_\w+|pg_write_\w+|lo_\w+|dblink\w*|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_rotate_logfile|pg_promote|pg_switch_wal|pg_create_\w+|pg_drop_\w+|pg_logical_\w+|pg_replication_\w+|pg_wal_replay_\w+|pg_backup_\w+|pg_notify|query_to_\w+|cursor_to_\w+|table_to_\w+|schema_to_\w+|database_to_\w+|ts_stat|pg_authid|pg_shadow)\b/i

/** How statements begin that are not queries. */
const NO_QUERY =
  /^\s*(insert|update|delete|merge|create|alter|drop|truncate|copy|set|reset|lock|grant|revoke|vacuum|analyze|explain|call|do|begin|commit|rollback|declare|fetch|listen|notify|execute|prepare|discard|refresh|reindex)\b/i

/** Comments of one line: what they say is not called. */
const COMMENT = /^\s*--.*$/gm

/** Names that are written in escapes could be anything. */
const ESCAPED_NAME = /\bu&"/i

/** What a rule does that rules may not: one sentence; undefined where it only reads. */
export function forbiddenIn(sql: string): string | undefined {
  const text = sql.replace(COMMENT, '')
  const [, verb] = NO_QUERY.exec(text) ?? []
  if (verb !== undefined)
    return `The rule begins with ${verb.toUpperCase()}: a rule is a query, such as SELECT or WITH.`
  if (ESCAPED_NAME.test(text)) return 'The rule has a name in escapes (U&"…"): write it plainly.'
  const name = FORBIDDEN.exec(text)?.[0]
  return name === undefined ? undefined : `The rule uses ${name}, which rules may not: a rule only reads.`
}
