/** Values as they were before nginx wrote them into a log (ngx_http_log_escape, ngx_escape_json). */
import type { Escape } from './log-format.ts';

/** What is no escape stays as it is; bytes that are no UTF-8 become U+FFFD. */
export function unescaped(text: string, escape: Escape): string {
  if (escape === 'none' || !text.includes('\\')) return text;
  if (escape === 'json')
    return text.replace(/\\(?:u([\da-f]{4})|(.))/gi, (whole, code: string | undefined, letter: string | undefined) =>
      code === undefined ? (letters[letter ?? ''] ?? whole) : String.fromCharCode(Number.parseInt(code, 16)),
    );
  // Bytes that follow each other are characters together.
  return text.replace(/(?:\\x[\da-f]{2})+/gi, (bytes) =>
    new TextDecoder().decode(Uint8Array.from(bytes.slice(2).split(/\\x/i), (it) => Number.parseInt(it, 16))),
  );
}

const letters: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
};
