/** Turns text into syntax trees; the only folder that knows tree-sitter. */
import { Language, Parser as TreeSitter } from 'web-tree-sitter';
import { hasTags, isTemplate, mayHoldLongToken, readAsIs } from './as-read.ts';
import { prefixMistake } from './prefixed.ts';
import { repairBraces, type Repaired } from './braces.ts';
import type { BuilderOptions } from './builder.ts';
import { findChanges, toNew, type Change } from './edits.ts';
import { collectMistakes, insert, type FarSight, type Mistake } from './mistakes.ts';
import { createPlaces, nextVersion, pathAt, type Version } from './places.ts';
import { createReader, createSlowReader, createStretchReader } from './reader.ts';
import { reuseFrom, type Reuse } from './reuse.ts';
import { textOf } from './text.ts';
import type { AsRead, Block, Parser, SyntaxErrorKind, SyntaxTree, Text, Vocabulary } from './tree.ts';
import { readBlocks } from './update.ts';
import { readWithin } from './within.ts';

/** What the next version of a tree is made from. */
interface Origin {
  /** Without repairs of braces. */
  readonly raw: Block;
  readonly version: Version;
  readonly farSights: readonly FarSight[];
}

interface KnownOrigin extends Origin {
  /** Is nothing filled in by a template engine, and no token long? */
  readonly isPlain: () => boolean;
  /** Has the text no mistakes, told or not, and nothing that was read as it was because of what stands far behind it? */
  readonly isSound: () => boolean;
}

/**
 * The parser, from the bytes of web-tree-sitter.wasm (`runtime`) and of tree-sitter-nginx.wasm (`language`).
 * The runtime is set up once for the whole process: later calls may pass the same bytes again. With `tree-sitter` as its
 * only way it is slow, and gives the same trees.
 */
export async function loadParser(
  wasm: { readonly runtime: Uint8Array; readonly language: Uint8Array },
  vocabulary: Vocabulary,
  ways: 'all' | 'tree-sitter' = 'all',
): Promise<Parser> {
  await TreeSitter.init({ wasmBinary: wasm.runtime });
  const language = await Language.load(wasm.language);
  const treeSitter = new TreeSitter();
  treeSitter.setLanguage(language);
  const slow = createStretchReader(treeSitter, language.types);
  const reader = ways === 'all' ? createReader(slow) : createSlowReader(slow);
  const places = createPlaces();
  const origins = new WeakMap<SyntaxTree, KnownOrigin>();

  return {
    parse(given, previous, edits) {
      const source = textOf(given);
      const origin = previous === undefined ? undefined : origins.get(previous);
      if (previous === undefined || origin === undefined) {
        const text = source.whole();
        const farSights: FarSight[] = [];
        const raw = readBlocks({ text, vocabulary, noteFar: (place) => farSights.push(place) }, reader, undefined);
        return finish({ raw, version: nextVersion(undefined, []), farSights }, source, { text, vocabulary });
      }
      const edit = edits?.length === 1 ? edits[0] : undefined;
      const within = origin.isSound()
        ? readWithin({ root: previous.root, before: previous.source, after: source, edit }, reader, vocabulary)
        : undefined;
      if (within !== undefined) {
        const version = nextVersion(origin.version, [within.change]);
        for (const [item, start] of within.made) places.note(item, start, version);
        const repaired = { root: within.root, mistakes: [], opened: new Set<number>() };
        // Where everything else was plain, only what was read again is looked at.
        const plain = origin.isPlain() && isPlain(within.read);
        return treeOf({ raw: within.root, version, farSights: [] }, source, repaired, plain);
      }
      const text = source.whole();
      const changes = findChanges(previous.text, text, edits);
      const version = nextVersion(origin.version, changes);
      const farSights = new Map(origin.farSights.flatMap((place) => moveFarSight(place, changes)));
      const options: BuilderOptions = {
        text,
        vocabulary,
        reuse: firstOf([origin.raw, previous.root].map((root) => reuseFrom(root, previous.text, text, changes))),
        note: (item, start) => {
          places.note(item, start, version);
        },
        noteFar: ({ start, reach }) => farSights.set(start, reach),
      };
      const raw = readBlocks(options, reader, { text: previous.text, root: origin.raw, changes, farSights: origin.farSights });
      const found = Array.from(farSights, ([start, reach]): FarSight => ({ start, reach }));
      return finish({ raw, version, farSights: found }, source, options);
    },
  };

  function finish(origin: Origin, source: Text, options: BuilderOptions): SyntaxTree {
    const { text } = options;
    const reuse = firstOf([...(options.reuse === undefined ? [] : [options.reuse]), reuseFrom(origin.raw, text, text, [])]);
    return treeOf(origin, source, repairBraces(origin.raw, { ...options, reuse }, reader));
  }

  /** `known` says that it is plain, if somebody knows. */
  function treeOf(origin: Origin, source: Text, { root, mistakes, opened }: Repaired, known?: boolean): SyntaxTree {
    const { one: startOf, each: startsOf } = places.find(root, origin.version);
    let read: AsRead | undefined;
    let found: readonly Mistake[] | undefined;
    const all = (): readonly Mistake[] =>
      (found ??= [...collectMistakes(root).map((mistake) => withBrace(mistake, opened)), ...mistakes].sort(
        (a, b) => a.start - b.start || a.end - b.end,
      ));
    let errors: readonly Mistake[] | undefined;
    let plain = known;
    const isPlainTree = (): boolean => (plain ??= isPlain(root));
    const tree: SyntaxTree = {
      get text() {
        return source.whole();
      },
      source,
      root,
      get errors() {
        return (errors ??= asTold(root, source, all()));
      },
      startOf,
      startsOf,
      pathAt: (offset) => pathAt(root, offset),
      hasTags: () => !isPlainTree() && hasTags(root),
      asRead: () => (read ??= isReadAsIs(tree, isPlainTree()) ? readAsIs(tree) : { root, startOf, stop: undefined }),
    };
    origins.set(tree, {
      ...origin,
      isPlain: isPlainTree,
      isSound: () => origin.raw === root && origin.farSights.length === 0 && all().length === 0,
    });
    return tree;
  }
}

function isReadAsIs({ root, errors }: SyntaxTree, plain: boolean): boolean {
  return plain ? errors.length > 0 : (errors.length > 0 || mayHoldLongToken(root)) && !isTemplate(root);
}

/** Is nothing filled in by a template engine, and no token so long that nginx might refuse it? */
function isPlain(root: Block): boolean {
  return !isTemplate(root) && !mayHoldLongToken(root);
}

/** What is wrong with all lines of a text, or with one line in several places, is one mistake. */
function asTold(root: Block, source: Text, mistakes: readonly Mistake[]): readonly Mistake[] {
  if (mistakes.length < 2) return withoutBraces(root, mistakes);
  const prefix = mistakes.some(({ kind, repair }) => kind === 'missing-semicolon' && repair === undefined)
    ? prefixMistake(source.whole())
    : undefined;
  return prefix === undefined ? withoutBraces(root, byLine(source, mistakes)) : [prefix];
}

/** What nobody sees on one line is one mistake, at the first of the places. */
function byLine(source: Text, mistakes: readonly Mistake[]): readonly Mistake[] {
  const out: Mistake[] = [];
  for (const mistake of mistakes) {
    const last = out.at(-1);
    const joined = last === undefined ? undefined : joinedWith(last, mistake, source);
    if (joined === undefined) out.push(mistake);
    else out[out.length - 1] = joined;
  }
  return out;
}

function joinedWith(one: Mistake, other: Mistake, source: Text): Mistake | undefined {
  if (one.kind !== 'invisible-character' || other.kind !== one.kind) return undefined;
  const [first, second] = [one.repair, other.repair];
  if (first === undefined || second === undefined || second.start < first.end) return undefined;
  const between = source.slice(first.end, second.start);
  if (between.includes('\n')) return undefined;
  const repair = { start: first.start, end: second.end, newText: first.newText + between + second.newText };
  return { ...one, repair };
}

/** Tags between directives may bring braces, and leave some out. */
function withoutBraces(root: Block, mistakes: readonly Mistake[]): readonly Mistake[] {
  const isOfBraces = ({ kind }: Mistake): boolean => OF_BRACES.has(kind);
  return mistakes.some(isOfBraces) && hasTags(root) ? mistakes.filter((it) => !isOfBraces(it)) : mistakes;
}

const OF_BRACES: ReadonlySet<SyntaxErrorKind> = new Set(['unclosed-block', 'unexpected-closing-brace', 'syntax']);

function withBrace(mistake: Mistake, opened: ReadonlySet<number>): Mistake {
  const isOpened = mistake.kind === 'syntax' && mistake.repair === undefined && opened.has(mistake.end);
  return isOpened ? { ...mistake, repair: insert(mistake.end, ' {') } : mistake;
}

/** What the first of them finds to be the same as an earlier item. */
function firstOf(ways: readonly Reuse[]): Reuse {
  return (item, start) => {
    for (const way of ways) {
      const found = way(item, start);
      if (found !== item) return found;
    }
    return item;
  };
}

/** A place that no longer is one costs a look at each edit behind it, and nothing else. */
function moveFarSight({ start, reach }: FarSight, changes: readonly Change[]): [number, number][] {
  const newStart = toNew(changes, start);
  return newStart === undefined ? [] : [[newStart, toNew(changes, reach) ?? Infinity]];
}
