/** The extension host in a browser has nothing of Node. */
export function ok(value: unknown, message = 'it does not hold'): asserts value {
  if (value === undefined || value === null || value === false) throw new Error(message);
}
