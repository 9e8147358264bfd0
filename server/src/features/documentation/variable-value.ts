/** Where a variable gets its value, and what it holds for a WebSocket request. */
import type { Analysis } from '../../analysis/analyze.ts';
import type { Placed } from '../../config/model.ts';
import { variableAt } from '../../handshake/attempt.ts';
import type { ProxyTarget, Value } from '../../handshake/model.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { targetsIn, targetsOf } from '../../handshake/routing/proxy-targets.ts';
import type { Evaluated } from '../../handshake/values/exchange.ts';
import type { Directive } from '../../syntax/tree.ts';
import { locationAround } from '../forward-here.ts';
import { code, prose } from '../markdown.ts';

/** Directives that define it or give it a value, in nginx's order of reading. `name`: without `$`. */
export function definitionsOf({ config }: Analysis, name: string): readonly Placed[] {
  const lower = name.toLowerCase();
  const all = config.directives.flatMap(({ holds }) => holds.variables).filter((it) => it.name === lower);
  return [...new Set(all.map(({ at }) => at))];
}

export interface Held {
  readonly target: ProxyTarget;
  readonly handshake: Evaluated;
  readonly plain: Evaluated;
}

/** At the pass that the offset is about: its location's, else the first of the server, else of the configuration. */
export function heldAt(
  analysis: Analysis,
  path: string,
  offset: number,
  around: readonly Directive[],
  name: string,
): Held | undefined {
  const target = targetFor(analysis, path, offset, around);
  if (target === undefined) return undefined;
  const context = analysis.contextOf(target.server);
  return {
    target,
    handshake: variableAt(target, context, 'chrome', name),
    plain: variableAt(target, context, 'plain', name),
  };
}

function targetFor(analysis: Analysis, path: string, offset: number, around: readonly Directive[]): ProxyTarget | undefined {
  const found = locationAround(analysis, path, offset);
  const own = found && targetsIn(found.location, found.server)[0];
  if (found !== undefined) return own;
  const servers = analysis.config.http?.servers ?? [];
  const server = around.find(({ name, block }) => name.text === 'server' && block !== undefined);
  for (const it of server === undefined ? servers : servers.filter(({ at }) => at?.directive === server)) {
    const [target] = targetsOf(it);
    if (target !== undefined) return target;
  }
  return undefined;
}

/** A sentence: what it is for a handshake, and for an ordinary request where that differs. */
export function heldInWords({ target, handshake, plain }: Held, placeOf: (evaluated: Evaluated) => string): string {
  const where = `location ${nameOf(target.location)}`;
  const first = `For a WebSocket handshake in ${code(where)}: ${shown(handshake.value)}${placeOf(handshake)}.`;
  return isSame(handshake.value, plain.value)
    ? first
    : `${first} For an ordinary request: ${shown(plain.value)}${placeOf(plain)}.`;
}

function shown(value: Value): string {
  if (typeof value !== 'string') return prose(`it depends on ${value.unknown}`);
  return value === '' ? 'it is empty' : code(value);
}

function isSame(a: Value, b: Value): boolean {
  return typeof a === 'string' ? a === b : typeof b !== 'string';
}
