/** What became of the two headers of the handshake on the way to the backend. */
import { isGood } from '../../analysis/outlook.ts';
import { cutOffLevels, effective } from '../../config/inherit.ts';
import type { Level, Placed } from '../../config/model.ts';
import { isDirective } from '../../reference/directives.ts';
import { isUnknown } from '../../handshake/values/exchange.ts';
import type { ProxyTarget, SentHeader, UpstreamRequest } from '../../handshake/model.ts';

/** What became of one of the two headers on the way to the backend. */
export interface HeaderState {
  readonly name: 'Upgrade' | 'Connection';
  /** The backend receives what RFC 6455 asks for, or what cannot be seen and may be that. */
  readonly good: boolean;
  readonly sent: readonly SentHeader[];
  /** The lines that set it where the location takes its headers from; also those that empty it. */
  readonly lines: readonly Placed[];
  /** Of `lines`, those that give the right value. */
  readonly givers: readonly Placed[];
  /** The nearest line further out that would have given the right value, and is cut off. */
  readonly cutOff: Placed | undefined;
}

/** The `proxy_set_header` lines in force at a level that set a header, by its lower-case name. */
export function linesOf(level: Level, name: string): readonly Placed[] {
  const lines = effective(level, 'proxy_set_header');
  return lines.filter(({ directive: { args } }) => args[0]?.text.length === name.length && args[0].text.toLowerCase() === name);
}

/** Does some line in force at a level say what becomes of one of the two? */
export function setsHandshakeHeader(level: Level): boolean {
  return effective(level, 'proxy_set_header').some(({ directive }) => isHandshakeHeader(directive.args[0]?.text ?? ''));
}

function isHandshakeHeader(name: string): boolean {
  return (name.length === 7 || name.length === 10) && /^(?:upgrade|connection)$/i.test(name);
}

/**
 * Does a line that nginx refuses set the header, at a level or around it? It is told of itself. Its own name is no directive's, and
 * in front of the header's there may be a word too many (the sign of a diff, a bullet), or the blank is lost; or it has more or fewer
 * words than two, or a `$` with no name behind it.
 */
export function isMisspelt(level: Level, name: string): boolean {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    if (at.lines.some(({ directive }) => isRefusedFor(name, directive))) return true;
  }
  return false;
}

function isRefusedFor(header: string, { name, args }: Placed['directive']): boolean {
  if (name.text === 'proxy_set_header') {
    const isRefused = args.length !== 2 || args.some(({ text }) => /\$(?![\w{])/.test(text));
    return isRefused && args[0]?.text.toLowerCase().split(/[\s:]/, 1)[0] === header;
  }
  if (name.text.toLowerCase() === `proxy_set_header${header}`) return true;
  return args.slice(0, 2).some(({ text }) => text.toLowerCase() === header) && !isDirective(name.text);
}

export function stateOf(name: 'Upgrade' | 'Connection', target: ProxyTarget, upstream: UpstreamRequest): HeaderState {
  const named = (it: { readonly name: string }): boolean => it.name.toLowerCase() === name.toLowerCase();
  const isSource = ({ directive }: Placed, { from }: Pick<SentHeader, 'from'>): boolean =>
    from.kind === 'set' && from.at.directive === directive;
  const sent = upstream.headers.filter(named);
  const good = sent.filter(({ value }) => isUnknown(value) || isGood(name, value));
  const lines = linesOf(target.level, name.toLowerCase());
  const lost = upstream.dropped.find((it) => named(it) && it.because.kind === 'cut-off' && isGood(name, it.value));
  const outer = cutOffLevels(target.level, 'proxy_set_header').flatMap(({ own }) => own.get('proxy_set_header') ?? []);
  return {
    name,
    good: good.length > 0,
    sent,
    lines,
    givers: lines.filter((line) => good.some((header) => isSource(line, header))),
    cutOff: lost === undefined ? undefined : outer.find((line) => isSource(line, lost)),
  };
}
