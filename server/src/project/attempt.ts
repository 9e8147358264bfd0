/** What was made, or what was thrown instead. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}
