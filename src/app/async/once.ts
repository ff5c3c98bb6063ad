/** Runs until it succeeds for the first time; from then on gives that result. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: { readonly result: T } | undefined
  return async () => {
    done ??= { result: await work() }
    return done.result
  }
}
