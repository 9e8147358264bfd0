/** Bytes one behind the other. */

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** As often as it takes to be so long. */
export function repeated(part: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => part[index % part.length] ?? 0);
}
