/** A hook of Node's module loader: tests get our 'vitest'. */
export function resolve(specifier, context, next) {
  if (specifier === 'vitest') return { url: new URL('./vitest.js', import.meta.url).href, shortCircuit: true }
  return next(specifier, context)
}
