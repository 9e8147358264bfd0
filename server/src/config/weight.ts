/** How much room a text takes once it is read: each statement and comment some, be it ever so short. */

/** In UTF-16 units of ordinary text, of which a statement has 16 or more; at least the length of the text. */
export function weightOf(text: string): number {
  // Counting is for large files: the editor asks at each key.
  return text.length < uncounted ? text.length : Math.max(text.length, 16 * statementsIn(text));
}

const uncounted = 3_000_000;

/** Signs that end or begin one, wherever they stand. */
function statementsIn(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === semicolon || code === open || code === hash) count++;
  }
  return count;
}

const [semicolon, open, hash] = [';', '{', '#'].map((it) => it.charCodeAt(0));
