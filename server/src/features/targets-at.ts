/** What a place in a file has to do with passing requests on: the targets of the location, pass or header line there. */
import type { Analysis } from '../analysis/analyze.ts';
import { treeOf } from '../analysis/edits.ts';
import { effective } from '../config/inherit.ts';
import type { Placed } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import { targetsOf } from '../handshake/routing/proxy-targets.ts';
import type { Directive, Span } from '../syntax/tree.ts';

export interface TargetsAt {
  readonly directive: Directive;
  /** Of the directive's name, absolute UTF-16 offsets. */
  readonly name: Span;
  readonly targets: readonly ProxyTarget[];
}

/** Every place of a configuration that passes requests on. */
export function allTargets({ config }: Analysis): readonly ProxyTarget[] {
  return config.http?.servers.flatMap((server) => targetsOf(server)) ?? [];
}

/**
 * For the name of a `location`: what it passes on itself; of a `*_pass`: that one; of a `proxy_set_header`: all that take
 * their headers from where it stands. `undefined` anywhere else.
 */
export function targetsAt(analysis: Analysis, path: string, offset: number): TargetsAt | undefined {
  const tree = treeOf(analysis.workspace, path);
  const item = tree?.pathAt(offset).at(-1);
  const start = item === undefined ? undefined : tree?.startOf(item);
  if (item?.kind !== 'directive' || start === undefined || offset > start + (item.block?.open ?? item.end)) return undefined;
  const targets = allTargets(analysis).filter((target) => concerns(item, target));
  return targets.length === 0 ? undefined : { directive: item, name: { start, end: start + item.name.end }, targets };
}

function concerns(directive: Directive, { pass, location, level }: ProxyTarget): boolean {
  const is = (placed: Placed | undefined): boolean => placed?.directive === directive;
  if (directive.name.text === 'proxy_set_header') return effective(level, 'proxy_set_header').some(is);
  return is(pass) || is(location.at);
}
