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
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  for (let start = 0; start < words.length; start++) {
    for (let count = Math.min(longestName, words.length - start); count > 0; count--) {
      const name = words.slice(start, start + count).join('');
      const known = byName.has(name) ? name : name.replace(/(?<!\d)\d+$/, '');
      if (!byName.has(known)) continue;
      const app = byName.get(known);
      if (app !== undefined) return app;
      start += count - 1;
      break;
    }
  }
  return undefined;
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

const byPort: ReadonlyMap<number, App> = new Map(
  knownApps.flatMap((app) => (app.ports ?? []).map((port) => [port, app] as const)),
);
