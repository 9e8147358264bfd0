/** A location for WebSockets that is yet to be written, as if it stood in its server already. */
import type { Level, Location, Placed, Server } from '../../config/model.ts';
import { holdsNothing } from '../../config/parts.ts';
import { linesByName } from '../../config/level.ts';
import { noLocations } from '../../config/location.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import type { Directive } from '../../syntax/tree.ts';
import { readWord } from '../../syntax/words.ts';

/** Passes requests for a path on to an address. */
export function freshTarget(server: Server, path: string, address: string): ProxyTarget {
  const pass = passTo(address);
  const level: Level = {
    kind: 'location',
    outer: server.level,
    lines: [pass],
    own: linesByName([pass]),
    unseen: [],
    partial: server.level.partial,
  };
  const blocks = { locations: noLocations, ifs: [], limitExcept: [], comments: [] };
  const location: Location = { level, at: undefined, modifier: '', path, body: [pass], ...blocks };
  return { pass, kind: 'proxy', level, location, server };
}

function passTo(address: string): Placed {
  const text = `proxy_pass ${address};`;
  const semicolon = text.length - 1;
  const name = readWord(text, { start: 0, end: text.indexOf(' ') }, 0);
  const argument = readWord(text, { start: name.end + 1, end: semicolon }, 0);
  const none = { block: undefined, rawBody: undefined };
  const directive: Directive = { kind: 'directive', name, args: [argument], semicolon, end: text.length, ...none };
  return { directive, path: '', block: undefined, includedBy: undefined, holds: holdsNothing, comments: [] };
}
