import { versions } from 'node:process'

/** What runs us: Deno brings its own version beside the one of Node that it stands in for. */
export const runtimeName = versions.deno === undefined ? 'node' : 'deno'
export const runtimeVersion = versions.deno ?? versions.node
