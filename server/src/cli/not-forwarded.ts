/** The last line of `check`: locations through which no WebSocket gets, though nothing is wrong with that. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import type { Placed } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { notForwardedIn } from '../knowledge/websocket/not-forwarded.ts';
import type { Item } from '../syntax/tree.ts';
import type { NotForwarded, NotForwardedPlaces, Report } from './report.ts';
import { shownPath } from './terminal.ts';

/** One of each server at most, each place once; none of what nginx refuses. */
export function notForwardedOf(analyses: readonly Analysis[], isShown: (path: string) => boolean): NotForwardedPlaces {
  const found = new Map<Item, Place>();
  for (const { config, contextOf, problems } of analyses) {
    if (problems().read.length > 0) continue;
    for (const server of config.http?.servers ?? []) {
      const location = notForwardedIn(server, contextOf(server))?.location;
      if (location?.at === undefined || !isShown(location.at.path)) continue;
      found.set(location.at.directive, { at: location.at, url: location.path });
    }
  }
  const [{ workspace } = {}] = analyses;
  const first: NotForwardedPlaces['first'] = (most) => {
    const places = [...found.values()].slice(0, most);
    const starts = workspace === undefined ? undefined : startsOf(places, workspace);
    return places.flatMap(({ at, url }): readonly NotForwarded[] => {
      const start = starts?.get(at.path)?.get(at.directive);
      return start === undefined ? [] : [{ path: at.path, start, url }];
    });
  };
  return { count: found.size, first };
}

interface Place {
  readonly at: Placed;
  readonly url: string;
}

/** Looked up at once in each file: there may be thousands. */
function startsOf(places: readonly Place[], workspace: Workspace): ReadonlyMap<string, ReadonlyMap<Item, number>> {
  const wanted = new Map<string, Item[]>();
  for (const { at } of places) {
    const known = wanted.get(at.path);
    if (known === undefined) wanted.set(at.path, [at.directive]);
    else known.push(at.directive);
  }
  return new Map([...wanted].map(([path, items]) => [path, treeOf(workspace, path)?.startsOf(items) ?? new Map()]));
}

/** One sentence for people; empty where there are none. */
export function notForwardedLine({ notForwarded, linesIn }: Pick<Report, 'notForwarded' | 'linesIn'>): string {
  const { count } = notForwarded;
  if (count === 0) return '';
  const what = count === 1 ? '1 location does' : `${count} locations do`;
  const named = notForwarded.first(mostNamed).map(({ path, start, url }) => {
    const { line } = linesIn(path).positionAt(start);
    return `${url} (${shownPath(path)}:${line + 1})`;
  });
  const rest = count - named.length;
  return `${what} not forward WebSockets: ${named.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}

const mostNamed = 10;
