/**
 * A part of a page, which fails alone: the rest of the page stands. `slow`: the database took longer than a page may wait;
 * `failed`: it could not be asked.
 */
export type Part<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly why: 'slow' | 'failed' }
