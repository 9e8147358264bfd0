/** Levels of the http configuration, built from the directives of a block. */
import { isLeftOut } from '../syntax/left-out.ts';
import { isStockFile } from '../reference/stock-files.ts';
import type { IncludeProblem, Level, LevelKind, LinesByName, Placed, Unseen } from './model.ts';
import { holdersAmong, linesAmong, tagsAmong } from './parts.ts';
import { includeName, isInclude } from './made.ts';
import { sameList, settled } from '../query/same.ts';

/** The block that a level is built from. */
export interface LevelSource {
  readonly kind: LevelKind;
  readonly body: readonly Placed[];
  /** The directive of the block; `undefined` where a fragment only implies it. */
  readonly owner: Placed | undefined;
  /** The body of the level from before. */
  readonly bodyBefore?: readonly Placed[] | undefined;
  /** Outer levels exist that we cannot see. */
  readonly partial?: boolean;
}

/** `previous` is kept if nothing in it differs. */
export function buildLevel(source: LevelSource, outer: Level | undefined, previous?: Level): Level {
  const { kind, body, owner, bodyBefore, partial = false } = source;
  const lines = linesIn(body, bodyBefore);
  const unseen = unseenIn(lines, owner);
  if (
    previous?.kind === kind &&
    previous.outer === outer &&
    previous.partial === partial &&
    sameList(previous.lines, lines) &&
    previous.unseen.length === unseen.length &&
    unseen.every(({ what }, index) => what === previous.unseen[index]?.what)
  ) {
    return previous;
  }
  return { kind, outer, lines, own: linesByName(lines), unseen, partial };
}

/** Includes of a block that could not be followed, blocks that are nested too deep, and the tags of a template engine in it. */
export function unseenIn(body: readonly Placed[], owner: Placed | undefined): readonly Unseen[] {
  const out: Unseen[] = [];
  for (const placed of holdersAmong(body)) {
    // What is in a block is unseen in that block.
    if (placed.holds.problems.length === 0 || placed.block !== undefined) continue;
    for (const { kind, path } of placed.holds.problems) {
      if (kind !== 'empty' && !isStockFile(path)) out.push({ what: describe(placed, kind) });
    }
  }
  const [tag] = owner?.directive.block === undefined ? nothing : tagsAmong(owner.directive.block.items);
  if (tag?.kind === 'template')
    out.push({ what: isLeftOut(tag.text) ? `the lines that \`${tag.text}\` stands for` : 'the template around it' });
  return out.length === 0 ? nothing : out;
}

const nothing: readonly never[] = [];

function describe(include: Placed, kind: IncludeProblem['kind']): string {
  if (!isInclude(include.directive)) return `the \`${include.directive.name.text}\` block, which is nested too deep`;
  const name = `the file \`${includeName(include)}\``;
  if (kind === 'cycle') return `${name}, which includes itself`;
  return kind === 'missing' ? `${name}, which is not here` : `${name}, which cannot be read`;
}

/** A level that holds no blocks shares the list of its body. */
function linesIn(body: readonly Placed[], before: readonly Placed[] | undefined): readonly Placed[] {
  const lines = linesAmong(body, before);
  return lines.length < body.length ? lines : body;
}

/** The lines of a level by their names. */
export function linesByName(lines: readonly Placed[]): LinesByName {
  return new OwnLines(lines);
}

/** Sorted by name when somebody asks: many levels are never asked. */
class OwnLines implements LinesByName {
  readonly #lines: readonly Placed[];
  #byName: ReadonlyMap<string, readonly Placed[]> | undefined;
  #asked: ReadonlySet<string> | undefined;
  #last: Placed | undefined;

  constructor(lines: readonly Placed[]) {
    this.#lines = lines;
  }

  get(name: string): readonly Placed[] | undefined {
    return (this.#byName ??= byName(this.#lines)).get(name);
  }

  has(name: string): boolean {
    return (this.#byName ??= byName(this.#lines)).has(name);
  }

  lastOf(names: ReadonlySet<string>): Placed | undefined {
    if (this.#asked === names) return this.#last;
    this.#asked = names;
    // By index: asked of every location, at every key.
    let index = this.#lines.length - 1;
    while (index >= 0 && !names.has(this.#lines[index]?.directive.name.text ?? '')) index--;
    return (this.#last = this.#lines[index]);
  }
}

function byName(lines: readonly Placed[]): ReadonlyMap<string, readonly Placed[]> {
  const growing = new Map<string, Placed[]>();
  for (const placed of lines) {
    const name = placed.directive.name.text;
    const list = growing.get(name);
    if (list === undefined) growing.set(name, [placed]);
    else list.push(placed);
  }
  const own: Map<string, readonly Placed[]> = growing;
  for (const [name, list] of growing) if (list.length > 1) own.set(name, settled(list));
  return own;
}
