/** Lines that lead to a named location (ngx_http_named_location): which of them a server does not have. */
import { isFilledIn } from '../config/filled-in.ts';
import type { Level, Location, Placed, Server } from '../config/model.ts';
import { allLocations } from '../handshake/routing/proxy-targets.ts';
import { isStockFile } from '../reference/stock-files.ts';
import type { Word } from '../syntax/tree.ts';
import { nearest, nearIn } from '../reference/near.ts';

/** A line that leads to a named location which its server does not have. */
export interface LostJump {
  readonly placed: Placed;
  readonly word: Word;
  /** `undefined` for a line of the server itself. */
  readonly location: Location | undefined;
  /** The one that may be meant. */
  readonly near: string | undefined;
}

const jumps = new Set(['try_files', 'error_page', 'post_action']);

/** None where a location may be that cannot be seen. Nothing is inherited from `http`: its lines are for many servers. */
export function lostJumpsIn(server: Server): readonly LostJump[] {
  if (server.at === undefined) return none;
  const locations = allLocations(server.locations.all());
  const found: LostJump[] = [];
  addJumps(found, server.level, undefined);
  for (const location of locations) {
    addJumps(found, location.level, location);
    for (const { level } of location.ifs) addJumps(found, level, location);
  }
  return found.length === 0 || hidesLocations(server) ? none : found.flatMap(lostAmong(locations));
}

/** Does such a line lead nowhere in its server? */
export function isLost(server: Server, directive: Placed['directive']): boolean {
  return lostJumpsIn(server).some(({ placed }) => placed.directive === directive);
}

/** The last word, where it names a location for itself alone. */
function targetOf({ directive: { args } }: Placed): Word | undefined {
  const word = args.at(-1);
  if (!word?.text.startsWith('@')) return undefined;
  return word.variables.length > 0 || isFilledIn(word) ? undefined : word;
}

/** On the server a pattern may match what it does not match here. */
function hidesLocations({ at, level, locations }: Server): boolean {
  if (level.unseen.length > 0 || locations.names.some(({ placeholder }) => placeholder)) return true;
  return (
    at?.block?.some(({ block, holds }) => block === undefined && holds.problems.some(({ path }) => !isStockFile(path))) === true
  );
}

/** One that stands at the wrong place, within another location, is refused: that is another mistake. */
function lostAmong(locations: readonly Location[]): (jump: LostJump) => readonly LostJump[] {
  const names = new Set(locations.flatMap(({ modifier, path }) => (modifier === '@' ? [path] : [])));
  return (jump) => {
    const { text } = jump.word;
    return names.has(text) ? none : [{ ...jump, near: nearest(nearIn(names, text)) }];
  };
}

/** Most levels have none: asked of each location of a server in which one has changed. */
function addJumps(found: LostJump[], { lines, own }: Level, location: Location | undefined): void {
  if (!own.has('try_files') && !own.has('error_page') && !own.has('post_action')) return;
  for (const placed of lines) {
    const word = jumps.has(placed.directive.name.text) ? targetOf(placed) : undefined;
    if (word !== undefined) found.push({ placed, word, location, near: undefined });
  }
}

const none: readonly never[] = [];
