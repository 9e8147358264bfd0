/** The last line of `check`: locations through which no WebSocket gets, though nothing is wrong with that. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import type { Placed } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { notForwardedIn } from '../knowledge/websocket/not-forwarded.ts';
import type { Item } from '../syntax/tree.ts';
import type { NotForwarded, Report } from './report.ts';
import { shownPath } from './terminal.ts';

/** One of each server at most, each place once; none of what nginx refuses. */
export function notForwardedOf(analyses: readonly Analysis[], isShown: (path: string) => boolean): readonly NotForwarded[] {
  const found = new Map<string, NotForwarded>();
  for (const { config, workspace, contextOf, problems } of analyses) {
    if (problems().read.length > 0) continue;
    const places = (config.http?.servers ?? []).flatMap((server): readonly Place[] => {
      const location = notForwardedIn(server, contextOf(server))?.location;
      return location?.at === undefined || !isShown(location.at.path) ? [] : [{ at: location.at, url: location.path }];
    });
    const starts = startsOf(places, workspace);
    for (const { at, url } of places) {
      const start = starts.get(at.path)?.get(at.directive);
      if (start !== undefined) found.set(`${start} ${at.path}`, { path: at.path, start, url });
    }
  }
  return [...found.values()];
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
  const [first, ...more] = notForwarded;
  if (first === undefined) return '';
  const what = more.length === 0 ? '1 location does' : `${notForwarded.length} locations do`;
  const named = notForwarded.slice(0, mostNamed).map(({ path, start, url }) => {
    const { line } = linesIn(path).positionAt(start);
    return `${url} (${shownPath(path)}:${line + 1})`;
  });
  const rest = notForwarded.length - named.length;
  return `${what} not forward WebSockets: ${named.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}

const mostNamed = 10;
