/** The last line of `check`: locations through which no WebSocket gets, though nothing is wrong with that. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { notForwardedIn } from '../knowledge/websocket/not-forwarded.ts';
import type { NotForwarded, Report } from './report.ts';
import { shownPath } from './terminal.ts';

/** One of each server at most, each place once; none of what nginx refuses. */
export function notForwardedOf(analyses: readonly Analysis[], isShown: (path: string) => boolean): readonly NotForwarded[] {
  const found = new Map<string, NotForwarded>();
  for (const { config, workspace, contextOf, problems } of analyses) {
    if (problems().read.length > 0) continue;
    for (const server of config.http?.servers ?? []) {
      const at = notForwardedIn(server, contextOf(server))?.location;
      const start = at?.at === undefined ? undefined : treeOf(workspace, at.at.path)?.startOf(at.at.directive);
      if (at?.at === undefined || start === undefined || !isShown(at.at.path)) continue;
      found.set(`${start} ${at.at.path}`, { path: at.at.path, start, url: at.path });
    }
  }
  return [...found.values()];
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
