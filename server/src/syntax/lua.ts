/** The text between the braces of a `*_by_lua_block`, which is not nginx's language. */

/** Is this, as written, the name of a directive with such a body? One in quotes is none. */
export function hasRawBody(name: string): boolean {
  return name.endsWith('_by_lua_block') && !name.startsWith('"') && !name.startsWith("'");
}

/**
 * Absolute offset of the `}` that ends the body which begins at `from`; the text's length when there is none.
 * Braces in strings, comments and long brackets of Lua do not count.
 */
export function rawBodyEnd(text: string, from: number): number {
  let depth = 0;
  SIGNS.lastIndex = from;
  for (let found = SIGNS.exec(text); found !== null; found = SIGNS.exec(text)) {
    const at = found.index;
    switch (text[at]) {
      case '{':
        depth++;
        break;
      case '}':
        if (depth === 0) return at;
        depth--;
        break;
      case '[':
        SIGNS.lastIndex = longBracketEnd(text, at);
        break;
      case '-':
        SIGNS.lastIndex = lineEnd(text, text[at + 2] === '[' ? longBracketEnd(text, at + 2) : at + 2);
        break;
      default:
        SIGNS.lastIndex = luaStringEnd(text, at);
    }
  }
  return text.length;
}

const SIGNS = /[{}["']|--/g;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Behind a string that begins at `start`; one that is not closed ends with its line. */
function luaStringEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === NEW_LINE) return at;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

const NEW_LINE = 10;
const BACKSLASH = 92;

/** Behind `[[ … ]]` or `[=[ … ]=]` that begins at `start`; behind the first characters when that is none. */
function longBracketEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] === '=') at++;
  if (text[at] !== '[') return at;
  const close = `]${'='.repeat(at - start - 1)}]`;
  const end = text.indexOf(close, at + 1);
  return end < 0 ? text.length : end + close.length;
}
