/** What costs something and may never be needed. */

/** Asks `find` when it is first needed, and then never again. */
export function lazily<Value>(find: () => Value): () => Value {
  let found: { readonly value: Value } | undefined
  return () => (found ??= { value: find() }).value
}
