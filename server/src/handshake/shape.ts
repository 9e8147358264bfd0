/**
 * Locations whose levels have the same lines about proxying have the same handshake, wherever they pass it on to: what
 * becomes of it is worked out once for all of them, at a location with these lines and nothing else.
 */
import { linesByName } from '../config/level.ts';
import { noLocations } from '../config/location.ts';
import type { Level, Location, Placed, Server } from '../config/model.ts';
import type { ProxyTarget } from './model.ts';
import { mayTurnAway } from './values/script.ts';
import { bounded } from '../query/bounded.ts';
import { derived } from '../query/derived.ts';
import type { Directive, Word } from '../syntax/tree.ts';

/** The same object for the same lines. */
export interface Shape {
  readonly target: ProxyTarget;
  /** All lines that count, of all levels. */
  readonly lines: readonly Directive[];
}

/** `undefined` where more than these lines may decide: scripts, jumps, variables in the pass, fragments. */
export function shapeOf({ kind, pass, level, location, server }: ProxyTarget): Shape | undefined {
  if (kind !== 'proxy' || level !== location.level || location.at === undefined || location.modifier === '@') return undefined;
  if (location.path.length > longestPath || !isPlainPass(pass) || mayTurnAway(location) || mayTurnAway(server)) return undefined;
  return shapes(textAround(level) + textAt(level), level);
}

const longestPath = 200;
const mostShapes = 2000;

const shapes = bounded(mostShapes, (_key: string, level: Level): Shape => {
  const bare = bareLevel(level);
  const lines: Directive[] = [];
  for (let at: Level | undefined = bare; at !== undefined; at = at.outer) for (const it of at.lines) lines.push(it.directive);
  const server: Server = { level: serverLevel(bare), at: undefined, body: [], locations: noLocations, ifs: [] };
  const location: Location = {
    ...{ level: bare, at: undefined, modifier: '', path: '/', body: [], comments: [] },
    ...{ locations: noLocations, ifs: [], limitExcept: [] },
  };
  return { target: { pass: plainPass, kind: 'proxy', level: bare, location, server }, lines };
});

/** An address that nginx can do something with, whatever it is. */
function isPlainPass({ directive: { args } }: Placed): boolean {
  const [word] = args;
  return word?.placeholder === false && plainAddress.test(word.text) && !/\.invalid(?:[:/?]|$)/i.test(word.text);
}

const plainAddress = /^https?:\/\/[\w.-]+(?::[1-9]\d{0,3})?(?:[/?][^$]*)?$/i;

const plainWord = (text: string): Word => ({
  ...{ text, raw: text, start: 0, end: text.length, quote: undefined, placeholder: false, variables: [] },
});

const plainPass: Placed = {
  ...{ path: '', block: undefined, includedBy: undefined, comments: [] },
  holds: { variables: [], foreign: [], tags: false, said: false, includes: [], problems: [] },
  directive: {
    ...{ kind: 'directive', name: plainWord('proxy_pass'), args: [plainWord('http://backend:80')], end: 0 },
    ...{ block: undefined, semicolon: undefined, rawBody: undefined },
  },
};

/** Do lines of that name say what becomes of a handshake? All that the simulation of a pass asks for are among them. */
function counts(name: string): boolean {
  return name.startsWith('proxy_') ? name !== 'proxy_pass' : others.has(name);
}

const others = new Set([
  ...['add_header', 'add_header_inherit', 'limit_rate', 'limit_rate_after', 'resolver'],
  ...['merge_slashes', 'ignore_invalid_headers', 'underscores_in_headers'],
]);

function textAt({ kind, lines, unseen, partial }: Level): string {
  let text = partial ? `\n${kind}?` : `\n${kind}`;
  for (const { what } of unseen) text += `\n?${what}`;
  for (const { directive } of lines) {
    if (!counts(directive.name.text)) continue;
    text += `\n${directive.name.text}`;
    for (const { raw, placeholder } of directive.args) text += placeholder ? `\t?${raw}` : `\t${raw}`;
  }
  return text;
}

function textAround({ outer }: Level): string {
  return outer === undefined ? '' : wholeText(outer);
}

const wholeText = derived((level: Level): string => textAround(level) + textAt(level));

/** A level with nothing but the lines that count. */
function bareLevel({ kind, outer, lines, unseen, partial }: Level): Level {
  const counting = lines.filter(({ directive }) => counts(directive.name.text));
  const around = outer === undefined ? undefined : bareLevel(outer);
  return { kind, outer: around, lines: counting, own: linesByName(counting), unseen, partial };
}

function serverLevel(level: Level): Level {
  let at = level;
  while (at.kind !== 'server' && at.outer !== undefined) at = at.outer;
  return at;
}
