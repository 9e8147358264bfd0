/** Applications known to open WebSockets: what a name or a port in a configuration tells. Weak evidence, never proof. */
import { knownApps, otherPrograms, type KnownApp } from './apps.data.ts';

export interface App {
  /** As its authors write it. */
  readonly name: string;
  /** What its clients open, to follow "opens": ``opens `/socket` ``, `opens SignalR`. */
  readonly socket: string;
}

/**
 * The first known application that `text` names (a server name, an upstream, a comment, a file name), as whole words
 * without regard to case: `home-assistant`, `home_assistant` and `homeassistant` are one. Longer names win over
 * the shorter ones inside them, so `calibre-web` is not Calibre. `undefined` when none is named.
 */
export function appNamed(text: string): App | undefined {
  const words = wordsOf(text.toLowerCase());
  for (let start = 0; start < words.length; start++) {
    for (let count = longestFrom(words, start); count > 0; count--) {
      const name = words.slice(start, start + count).join('');
      const known = byName.has(name) ? name : withoutNumber(name);
      if (!byName.has(known)) continue;
      const app = byName.get(known);
      if (app !== undefined) return app;
      start += count - 1;
      break;
    }
  }
  return undefined;
}

/** How many words from there may be a name together: no name begins with more. Most words begin none. */
function longestFrom(words: readonly string[], start: number): number {
  const most = Math.min(longestName, words.length - start);
  let joined = '';
  for (let count = 0; count < most; count++) {
    joined += words[start + count] ?? '';
    if (!beginnings.has(joined) && !beginnings.has(withoutNumber(joined))) return count;
  }
  return most;
}

/** Without the digits at the end. */
function withoutNumber(word: string): string {
  let end = word.length;
  while (end > 0 && word.charCodeAt(end - 1) <= 57) end--;
  return end === word.length ? word : word.slice(0, end);
}

/** Runs of letters and digits. */
function wordsOf(lower: string): readonly string[] {
  const out: string[] = [];
  let from = -1;
  for (let at = 0; at <= lower.length; at++) {
    const code = at < lower.length ? lower.charCodeAt(at) : 0;
    const isWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
    if (isWord && from < 0) from = at;
    else if (!isWord && from >= 0) {
      out.push(lower.slice(from, at));
      from = -1;
    }
  }
  return out;
}

/** The known application whose default port this is, when hardly anything else uses it. */
export function appOnPort(port: number): App | undefined {
  return byPort.get(port);
}

const namesOf = ({ name, aliases }: KnownApp) => aliases ?? [name.toLowerCase().replace(/[^a-z0-9]+/g, ' ')];
const joined = (name: string) => name.replaceAll(' ', '');

/** Joined words of a name; `undefined` for programs that only sound like a known one. */
const byName: ReadonlyMap<string, App | undefined> = new Map<string, App | undefined>([
  ...knownApps.flatMap((app) => namesOf(app).map((name) => [joined(name), app] as const)),
  ...otherPrograms.map((name) => [joined(name), undefined] as const),
]);

const longestName = Math.max(...[...knownApps.flatMap(namesOf), ...otherPrograms].map((name) => name.split(' ').length));

/** What names begin with, of any length. */
const beginnings: ReadonlySet<string> = new Set(
  [...byName.keys()].flatMap((name) => Array.from(name, (_letter, index) => name.slice(0, index + 1))),
);

const byPort: ReadonlyMap<number, App> = new Map(
  knownApps.flatMap((app) => (app.ports ?? []).map((port) => [port, app] as const)),
);
