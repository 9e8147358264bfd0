/** Puts parts of a text together into the blocks of a syntax tree. */
import {
  moved,
  setMarks,
  strayBrace,
  straySemicolon,
  tooDeep,
  unexpectedBrace,
  type FarSight,
  type Mark,
  type Mistake,
} from './mistakes.ts';
import type { Reuse } from './reuse.ts';
import { isWhole, readSegments, type Segment } from './segments.ts';
import { blockKind, type BlockKind } from './split-points.ts';
import type { OtherPart, Part, Statement } from './statements.ts';
import { DEEPEST_BLOCK, type Block, type Directive, type Item, type Span, type Vocabulary, type Word } from './tree.ts';
import { LONGEST_TAG } from './tags.ts';
import { distanceToStatement, noteDistance, noteOpenEnded, setLevels } from './item-notes.ts';
import { createPlainWords, type PlainWords } from './plain-words.ts';
import { asMeant, COMMENT_REACH, hiddenMistakes } from './stray-text.ts';
import { readWord } from './words.ts';

/** All offsets are absolute, in the text that is being built. */
export interface Builder {
  /** Adds what was read from the text. */
  readonly add: (part: Part) => void;
  /**
   * Adds the items with index `from` to `to` (exclusive) of a block whose owner is to start at `origin`; there are at most
   * `levels` of blocks in them.
   */
  readonly copy: (block: Block, from: number, to: number, origin: number, levels: number) => void;
  /** Adds marks of a block whose owner is to start at `origin`. */
  readonly copyMarks: (marks: readonly Mark[], origin: number) => void;
  /** Opens the block of `directive` anew; what belongs into it follows. */
  readonly enter: (directive: Directive, start: number) => void;
  /** Closes the innermost block at its `}`; outside of all blocks the `}` is a mistake. */
  readonly close: (brace: number) => void;
  /** Ends the innermost block before `end`, although there is no `}`. */
  readonly cut: (end: number) => void;
  /** Kind of the innermost block. */
  readonly kind: () => BlockKind;
  /** Number of open blocks. */
  readonly depth: () => number;
  /** Is the innermost block so deep that it is kept as text? Then only {@link add} goes on. */
  readonly isTooDeep: () => boolean;
  /** Ends all blocks; the builder is not to be used afterwards. */
  readonly finish: () => Block;
}

export interface BuilderOptions {
  readonly text: string;
  readonly vocabulary: Vocabulary;
  /** Gives an equal item of an earlier version in place of a new one, if there is one. */
  readonly reuse?: Reuse | undefined;
  /** Is told of each item that did not exist before. */
  readonly note?: ((item: Item, start: number) => void) | undefined;
  readonly noteFar?: ((place: FarSight) => void) | undefined;
}

interface Frame {
  readonly start: number;
  readonly statementStart: number;
  readonly name: Word | undefined;
  readonly args: readonly Word[];
  readonly open: number;
  readonly kind: BlockKind;
  readonly items: Item[];
  readonly starts: number[];
  readonly marks: Mark[];
  /** Of a block that is kept as text: how many blocks are open in it. */
  nested: number | undefined;
}

export function createBuilder({ text, vocabulary, reuse, note, noteFar }: BuilderOptions): Builder {
  const outer: Frame[] = [];
  let deepest = 0;
  let top = newFrame(0, 0, undefined, [], 0);
  const readPlain = createPlainWords(text);

  const append = (item: Item, start: number, statementStart: number): Item => {
    const kept = reuse === undefined ? item : reuse(item, start);
    if (start !== statementStart) noteDistance(kept, start - statementStart);
    if (kept === item) note?.(item, start);
    top.items.push(kept);
    top.starts.push(start - top.start);
    return kept;
  };

  // A mark stands within the part that it belongs to, even if the mistake shows right behind it.
  const mark = (mistake: Mistake, partEnd = Infinity): void => {
    const at = Math.min(mistake.start, partEnd - 1);
    top.marks.push({ at: at - top.start, mistake: moved(mistake, -top.start) });
  };

  const enter = (frame: Frame): void => {
    outer.push(top);
    top = frame;
    deepest = Math.max(deepest, outer.length);
    if (outer.length > DEEPEST_BLOCK) frame.nested = 0;
  };

  const leave = (close: number | undefined, end: number): void => {
    const { start, statementStart, name, args, open, marks } = top;
    // Copies take no more room than they need.
    const [items, starts] = [top.items.slice(), top.starts.slice()];
    const isText = top.nested !== undefined;
    const parent = outer.pop();
    if (parent === undefined || name === undefined) return;
    top = parent;
    if (isText) {
      const from = text.charAt(start + open) === '{' ? open + 1 : open;
      const rawBody = { start: from, end: (close ?? end) - start };
      append(
        { kind: 'directive', name, args, semicolon: undefined, block: undefined, rawBody, end: end - start },
        start,
        statementStart,
      );
      mark(tooDeep(from + start - 1));
      return;
    }
    const block: Block = { open, close: close === undefined ? undefined : close - start, items, starts };
    setMarks(block, marks);
    const directive: Directive = {
      kind: 'directive',
      name,
      args,
      semicolon: undefined,
      block,
      rawBody: undefined,
      end: end - start,
    };
    const kept = append(directive, start, statementStart);
    if (marks.length > 0 && kept.kind === 'directive' && kept.block !== undefined) {
      top.marks.push({ at: start - top.start + open, block: kept.block, origin: start - top.start });
    }
  };

  const close = (brace: number): void => {
    if (outer.length === 0) mark(unexpectedBrace(brace));
    else leave(brace, brace + 1);
  };

  const addSegment = (segment: Segment, statementStart: number): void => {
    const { start, end, words, terminator, open, rawBody } = segment;
    const [name, ...args] = words.map((word) => asMeant(readWord(text, word, start)));
    if (name === undefined) return;
    if (open !== undefined) {
      enter(newFrame(start, statementStart, name, args, open - start));
      return;
    }
    const semicolon = terminator === ';' ? end - 1 - start : undefined;
    const body = rawBody && { start: rawBody.start - start, end: rawBody.end - start };
    const directive: Directive = { kind: 'directive', name, args, semicolon, block: undefined, rawBody: body, end: end - start };
    append(directive, start, statementStart);
  };

  const addPlain = (statement: Statement): void => {
    const words = readPlain(statement);
    const { start, end, terminator } = statement;
    if (terminator === '{') enter(newFrame(start, start, words.name, words.args, end - 1 - start));
    else addLine(start, end, words);
  };

  const addLine = (start: number, end: number, { name, args }: PlainWords): void => {
    const semicolon = end - 1 - start;
    append({ kind: 'directive', name, args, semicolon, block: undefined, rawBody: undefined, end: end - start }, start, start);
  };

  const addOther = ({ kind, start, end }: OtherPart, statementStart: number): void => {
    if (kind === '}') close(start);
    else if (kind === 'stray ;') mark(straySemicolon(start));
    else if (kind === 'stray {') {
      mark(strayBrace(start));
      // Not a template tag, as long as no end of one is written.
      if (/[{%#]/.test(text.charAt(start + 1))) noteFar?.({ start, reach: start + LONGEST_TAG });
      enter(newFrame(start, statementStart, readWord(text, { start, end: start }, start), [], 0));
    } else if (kind === 'comment' || kind === 'template') addItem(kind, { start, end }, statementStart);
    else {
      for (const mistake of hiddenMistakes(text, { kind, start, end })) mark(mistake, end);
      if (kind === 'left-out') addItem('template', { start, end }, start);
      if (kind === 'slash-comment') noteFar?.({ start, reach: end + COMMENT_REACH });
    }
  };

  const addItem = (kind: 'comment' | 'template', { start, end }: Span, statementStart: number): Item =>
    append({ kind, text: text.slice(start, end), end: end - start }, start, statementStart);

  const addToText = (part: Part): void => {
    if (top.nested === undefined) return;
    if (part.kind === 'stray {' || (part.kind === 'statement' && part.terminator === '{' && part.rawBody === undefined))
      top.nested++;
    else if (part.kind === '}' && top.nested-- === 0) close(part.start);
  };

  return {
    add(part) {
      if (top.nested !== undefined) {
        addToText(part);
        return;
      }
      if (part.kind === 'line') {
        addLine(part.start, part.end, part.words);
        return;
      }
      if (part.kind !== 'statement') {
        addOther(part, part.start);
        return;
      }
      if (part.isPlain && isWhole(text, part, top.kind)) {
        addPlain(part);
        return;
      }
      const { parts, mistakes, farSights } = readSegments(text, part, top.kind, vocabulary);
      let marked = 0;
      const markUpTo = (end: number): void => {
        for (let next = mistakes[marked]; next !== undefined && next.start <= end; next = mistakes[++marked]) mark(next, end);
      };
      for (const piece of parts) {
        markUpTo(piece.end);
        if (piece.kind === 'segment') addSegment(piece, part.start);
        else if (piece.kind === 'aside') {
          const item = addItem(piece.as, piece, part.start);
          if (piece.isOpenEnded) noteOpenEnded(item);
        } else addOther(piece, part.start);
      }
      markUpTo(part.end);
      for (const place of farSights) noteFar?.(place);
    },
    copy(block, from, to, origin, inside) {
      if (to > from) deepest = Math.max(deepest, outer.length + inside);
      const move = origin - top.start;
      for (let index = from; index < to; index++) {
        const item = block.items[index];
        if (item === undefined) break;
        top.items.push(item);
        top.starts.push((block.starts[index] ?? 0) + move);
      }
    },
    copyMarks(marks, origin) {
      const move = origin - top.start;
      for (const one of marks) {
        if ('mistake' in one) top.marks.push({ at: one.at + move, mistake: moved(one.mistake, move) });
        else top.marks.push({ ...one, at: one.at + move, origin: one.origin + move });
      }
    },
    enter(directive, start) {
      const { name, args, block } = directive;
      enter(newFrame(start, start - distanceToStatement(directive), name, args, block?.open ?? 0));
    },
    close,
    cut(end) {
      leave(undefined, end);
    },
    kind: () => top.kind,
    depth: () => outer.length,
    isTooDeep: () => top.nested !== undefined,
    finish() {
      while (outer.length > 0) leave(undefined, text.length);
      const root: Block = { open: 0, close: text.length, items: top.items, starts: top.starts };
      setMarks(root, top.marks);
      setLevels(root, deepest);
      return root;
    },
  };
}

function newFrame(start: number, statementStart: number, name: Word | undefined, args: readonly Word[], open: number): Frame {
  return {
    start,
    statementStart,
    name,
    args,
    open,
    kind: blockKind(name?.text),
    items: [],
    starts: [],
    marks: [],
    nested: undefined,
  };
}
