/** To wait for what comes in its own time: a machine may be busy. */

/** Resolves to what `look` gives as soon as that is something; after a minute it is an error that says what was waited for, as it is then. */
export async function comes<T>(
  look: () => T | undefined | Promise<T | undefined>,
  what: () => string = () => String(look),
): Promise<T> {
  const end = performance.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`It did not come: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
