/** Where a location passes requests on, as it is written: host and port, with what `set` gives the variables in it. */
import type { RuleContext } from '../../analysis/rule.ts';
import type { Environment, Level, Placed, Upstream } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';

export interface Backend {
  /** Host and port in lower case, without scheme and path: `sonarr:8989`. A variable that nothing here sets keeps its `$`. */
  readonly authority: string;
  /** Host, or name of the upstream, without a port; `undefined` where part of it is a variable. */
  readonly host: string | undefined;
  /** Of the pass, else of the first server of its upstream that says one. */
  readonly port: number | undefined;
  /** The `upstream` block that is named. */
  readonly upstream: Upstream | undefined;
}

/** Where a target leads to; looked up once in a piece of work. */
export function backendAt(
  { pass, level }: ProxyTarget,
  { environment, once }: Pick<RuleContext, 'environment' | 'once'>,
): Backend {
  return once(backendOf, level, () => backendOf(pass, level, environment));
}

/** Where a pass at a level leads to. `set` counts at that level and those around it, up to the server, as nginx runs them. */
export function backendOf(pass: Placed, level: Level, { upstreams }: Pick<Environment, 'upstreams'>): Backend {
  const authority = authorityOf(pass, level);
  const [, host, port] = /^([^:$]+)(?::(\d+))?$/.exec(authority) ?? [];
  const upstream = host === undefined ? undefined : upstreams.get(host);
  const number = port ?? /:(\d+)$/.exec(authority)?.[1] ?? upstreamPort(upstream);
  return { authority, host, port: number === undefined ? undefined : Number(number), upstream };
}

/** Host and port of a pass, as `backendOf` gives them. */
export function authorityOf({ directive: { args } }: Placed, level: Level): string {
  const text = args[0]?.text ?? '';
  const written = text.includes('$') ? withVariables(text, level) : text;
  return written
    .toLowerCase()
    .replace(/^\w+:\/\//, '')
    .replace(/[/?].*$/s, '');
}

/** Values that name other variables are followed, but not for ever. */
const deepest = 4;
const longest = 500;

function withVariables(text: string, level: Level): string {
  let out = text;
  for (let depth = 0; depth < deepest && out.includes('$') && out.length < longest; depth++) {
    const next = out.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced: string | undefined, bare: string | undefined) => {
      return valueOf((braced ?? bare ?? '').toLowerCase(), level) ?? whole;
    });
    if (next === out) break;
    out = next;
  }
  return out;
}

/** What the nearest `set` gives a variable; `undefined` where none does. */
function valueOf(name: string, level: Level): string | undefined {
  for (let at: Level | undefined = level; at !== undefined && at.kind !== 'http'; at = at.outer) {
    const line = at.own.get('set')?.findLast(({ directive: { args } }) => args[0]?.text.slice(1).toLowerCase() === name);
    if (line !== undefined) return line.directive.args[1]?.text;
  }
  return undefined;
}

function upstreamPort(upstream: Upstream | undefined): string | undefined {
  return upstream?.servers.map(({ address }) => /:(\d+)$/.exec(address)?.[1]).find((port) => port !== undefined);
}
