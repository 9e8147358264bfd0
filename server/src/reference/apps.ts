/** Applications known to open WebSockets: what a name in a configuration tells. Weak evidence, never proof. */
import { knownApps, otherPrograms, socketPaths, type KnownApp } from './apps.data.ts';

export interface App {
  /** As its authors write it. */
  readonly name: string;
  /** What its clients open, to follow "opens": ``opens `/socket` ``, `opens SignalR`. */
  readonly socket: string;
  /** URLs that its clients open, below where it is mounted; empty where they are not known, or are many. */
  readonly paths: readonly string[];
  /** `needed`: it does not work without WebSockets. `extra`: it works without, and lacks little. */
  readonly use: 'needed' | 'used' | 'extra';
  /** Its name is a word that stands for other things too: it tells something together with the port only. */
  readonly ambiguous: boolean;
  /** Where it listens unless told otherwise. */
  readonly ports: readonly number[];
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

/** The application whose socket's path a path has in it, and where it ends there; lower case. `undefined` when it has none. */
export function socketPathIn(path: string): { readonly app: string; readonly end: number } | undefined {
  for (const [socket, app] of socketPaths) {
    const end = path.indexOf(socket) + socket.length;
    if (end >= socket.length && !/[\w-]/.test(path.charAt(end))) return { app, end };
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
  return lower.match(/[a-z0-9]+/g) ?? [];
}

const namesOf = ({ name, aliases }: KnownApp) => aliases ?? [name.toLowerCase().replace(/[^a-z0-9]+/g, ' ')];
const joined = (name: string) => name.replaceAll(' ', '');

function toApp({ name, socket, paths, use, ambiguous, ports = [] }: KnownApp): App {
  return { name, socket, paths: paths ?? pathsIn(socket), use: use ?? 'used', ambiguous: ambiguous === true, ports };
}

/** The URLs that a sentence names; `…` stands for anything. */
function pathsIn(sentence: string): readonly string[] {
  return [...sentence.matchAll(/`(\/[^`]*)`/g)].map((match) => (match[1] ?? '').replaceAll('…', 'x'));
}

/** Joined words of a name; `undefined` for programs that only sound like a known one. */
const byName: ReadonlyMap<string, App | undefined> = new Map<string, App | undefined>([
  ...knownApps.flatMap((known) => {
    const app = toApp(known);
    return namesOf(known).map((name) => [joined(name), app] as const);
  }),
  ...otherPrograms.map((name) => [joined(name), undefined] as const),
]);

const longestName = Math.max(...[...knownApps.flatMap(namesOf), ...otherPrograms].map((name) => name.split(' ').length));

/** What names begin with, of any length. */
const beginnings: ReadonlySet<string> = new Set(
  [...byName.keys()].flatMap((name) => Array.from(name, (_letter, index) => name.slice(0, index + 1))),
);
