/** Reads blocks, each by itself: what comes of one depends on its text, on what is around it, and on a few look-ups. */
import { isInclude } from '../../config/made.ts';
import { settled } from '../../query/same.ts';
import { isFilledIn } from '../../config/filled-in.ts';
import type { Placed } from '../../config/model.ts';
import { includeLimits } from '../../config/workspace.ts';
import type { DirectiveForm } from '../../reference/directives.ts';
import { countThemselves, blockReader, ownReader } from '../directives/own.ts';
import { readSlot } from '../directives/slots.ts';
import type { Facts } from './facts.ts';
import { formAt, ofItsTime } from './forms.ts';
import { leaveBehind } from './left-behind.ts';
import type { Memo } from './memo.ts';
import {
  argsOf,
  familyOf,
  type BlockReader,
  type Entries,
  type Lookup,
  type OpenBlock,
  type ReadBlock,
  type Step,
  type Use,
} from './model.ts';
import { addInner, addRefused, createBlock, forget, headBlock, withinOf } from './open-block.ts';
import { duplicate, tell, type NamedLine, type Outcome, type Told, unknowable } from './told.ts';

/** The reading of one block, while it goes on. */
interface Reading {
  readonly facts: Facts;
  readonly memo: Memo;
  readonly block: OpenBlock;
  /** The file in which the block is written. */
  readonly path: string;
  readonly steps: Step[];
  readonly lookups: Lookup[];
  readonly note: (step: Step) => void;
  /** Of the blocks inside, once there is one. */
  key: string | undefined;
  head: OpenBlock | undefined;
}

/** The top of a file. Never throws. */
export function readTop(directives: readonly Placed[], block: OpenBlock, path: string, facts: Facts, memo: Memo): ReadBlock {
  const reading = createReading(block, path, facts, memo);
  readDirectives(reading, directives);
  return { kind: 'block', key: '', steps: reading.steps, block, isLevel: false, lookups: reading.lookups };
}

function createReading(block: OpenBlock, path: string, facts: Facts, memo: Memo): Reading {
  const steps: Step[] = [];
  let noted: Set<string> | undefined;
  const note = (step: Step): void => {
    const key = sameness(step);
    if (key !== undefined) {
      noted ??= new Set();
      if (noted.has(key)) return;
      noted.add(key);
    }
    steps.push(step);
  };
  return { facts, memo, block, path, steps, lookups: [], note, key: undefined, head: undefined };
}

/** Equal for steps of which the first is enough. */
function sameness(step: Step): string | undefined {
  if (step.kind === 'use' || step.kind === 'define') return `${step.kind} ${step.family} ${step.name}`;
  return step.kind === 'claim' ? step.same : undefined;
}

function readDirectives(reading: Reading, items: readonly Placed[]): void {
  for (const placed of items) if (!isHidden(reading, placed)) readDirective(reading, placed);
}

/** What stands in an included file that is a template is not judged. */
function isHidden(reading: Reading, { path }: Placed): boolean {
  if (path === reading.path) return false;
  const last = reading.lookups.at(-1);
  if (last?.path === path) return last.isTemplate;
  const isTemplate = reading.facts.isTemplate(path);
  reading.lookups.push({ path, isTemplate });
  if (isTemplate) hide(reading);
  return isTemplate;
}

function readDirective(reading: Reading, placed: Placed): void {
  const form = formAt(reading.facts.release, reading.block, placed);
  if (form === 'foreign') hide(reading);
  else if ('message' in form) {
    if (form.kind === 'unknown-directive' || form.kind === 'not-in-this-version') reading.block.misspelt = true;
    refuse(reading, placed, form);
    // With its module it would have set something.
    if (form.kind === 'directive-not-allowed-here' && reading.facts.release.formsOf(placed.directive.name.text).length === 0)
      hide(reading);
  } else if (form.family === 'conf') readInclude(reading, placed);
  else readKnown(reading, placed, form);
}

function readKnown(reading: Reading, placed: Placed, form: DirectiveForm): void {
  const { name, kind, once } = form;
  const { given } = reading.block;
  const earlier = given.get(name);
  const isTwice = once && earlier !== undefined && !(kind === 'own' && countThemselves.has(name));
  const outcome = isTwice
    ? { ...duplicate({ name, earlier }), word: -1 }
    : form.block
      ? readInner(reading, placed, form)
      : readLine(reading, placed, form, earlier ?? none);
  if (outcome === unknowable) hide(reading);
  else if (outcome !== undefined) refuse(reading, placed, outcome);
  else if (earlier === undefined) given.set(name, [placed]);
  else earlier.push(placed);
}

const none: readonly never[] = [];
/** Any words will do. */
const unread: ReadonlySet<string> = new Set(['text', 'texts', 'pair', 'types']);

function readLine(reading: Reading, placed: Placed, form: DirectiveForm, earlier: readonly Placed[]): Outcome {
  const { name, kind } = form;
  if (unread.has(kind) || placed.directive.args.some(isFilledIn)) return undefined;
  const { facts, block, note } = reading;
  const family = familyOf(block.context);
  const read = kind === 'own' ? ownReader(family, name) : readSlot;
  if (read === undefined) return undefined;
  const { release } = facts;
  return read({ release, family, placed, note, block, opened: block, name, form, args: argsOf(placed), earlier });
}

/** Has nothing to say itself: what is wrong with the block is told with it. */
function readInner(reading: Reading, placed: Placed, form: DirectiveForm): Outcome {
  const read = readBlock(reading, placed, form);
  for (const lookup of read.lookups) reading.lookups.push(lookup);
  if (read.isLevel) addInner(reading.block, read.block);
  const section = form.name === 'http' || form.name === 'stream' ? form.name : undefined;
  if (section !== undefined) reading.note({ kind: 'inner', read, section });
  else if (read.steps.length > 0 && outermost.has(reading.block.context)) reading.note({ kind: 'inner', read, section });
  else for (const step of read.steps) reading.note(step);
  return undefined;
}

/** What stands in them is kept apart; all that is within a server or a table is one with it. */
const outermost: ReadonlySet<string> = new Set(['main', 'http', 'stream']);

const levels: ReadonlySet<string> = new Set([
  'server',
  'stream server',
  'location',
  'if in server',
  'if in location',
  'limit_except',
]);

function readBlock(reading: Reading, placed: Placed, form: DirectiveForm): ReadBlock {
  const { facts, memo, block: outer } = reading;
  reading.key ??= keyOf(facts, outer);
  const known = facts.isOpen(placed) ? undefined : memo.get(placed);
  if (known?.kind === 'block' && known.key === reading.key && known.lookups.every((it) => holds(it, facts))) return known;
  reading.head ??= headBlock(outer);
  const read = readAnew(facts, memo, reading.head, placed, form, reading.key);
  memo.set(placed, read);
  return read;
}

/** The same of a block by itself; `around` is the block that it stands in, or one that reads like it. `undefined` where nginx refuses it there. */
export function readAlone(placed: Placed, around: ReadBlock, facts: Facts, memo: Memo): ReadBlock | undefined {
  const outer = headBlock(around.block);
  const form = formAt(facts.release, outer, placed);
  if (form === 'foreign' || 'message' in form || !form.block) return undefined;
  return readBlock(createReading(outer, placed.path, facts, memo), placed, form);
}

/** All of what surrounds a block that its answer depends on. */
function keyOf({ release }: Facts, { location, context, within }: OpenBlock): string {
  const where = location === undefined ? '' : `${location.kind} ${String(location.noname)} ${location.name}`;
  return `${release.name} ${context} ${within} ${where}`;
}

function holds({ path, isTemplate }: Lookup, facts: Facts): boolean {
  return facts.isTemplate(path) === isTemplate;
}

/** `outer` is what surrounds the block, without what is set there. */
function readAnew(facts: Facts, memo: Memo, outer: OpenBlock, placed: Placed, form: DirectiveForm, key: string): ReadBlock {
  const { name } = form;
  const { context, within, depth } = outer;
  const family = familyOf(context);
  const reader: BlockReader = blockReader(family, name);
  const args = argsOf(placed);
  const opens = reader.opens?.({ block: outer, family, placed });
  const around = {
    context: opens?.context ?? context,
    location: opens?.location,
    within: withinOf(within)(name),
    depth: depth + 1,
  };
  const opened = createBlock(around, placed);
  const reading = createReading(opened, placed.path, facts, memo);
  const { note } = reading;
  const use: Use = { release: facts.release, family, placed, note, block: outer, opened, name, form, args, earlier: none };
  const isKnown = !placed.directive.args.some(isFilledIn);
  if (isKnown) conclude(reading, placed, within, reader.head?.(use), 'head');
  if (depth >= includeLimits.blocks) hide(reading);
  else if (reader.entries !== undefined) readEntries(reading, placed, within, reader.entries(use));
  else if (opens !== undefined) readDirectives(reading, placed.block ?? []);
  if (!facts.isOpen(placed)) conclude(reading, placed, within, reader.close?.(use), 'close');
  forget(opened);
  const isLevel = opens !== undefined && levels.has(opens.context);
  return { kind: 'block', key, steps: settled(reading.steps), block: opened, isLevel, lookups: settled(reading.lookups) };
}

function readEntries(reading: Reading, block: Placed, within: string, entries: Entries): void {
  for (const placed of block.block ?? []) {
    if (isHidden(reading, placed)) continue;
    if (entries.include && isInclude(placed.directive)) {
      readInclude(reading, placed);
      continue;
    }
    if (placed.includedBy !== undefined && !entries.include) continue;
    const { name, args, block: inner } = placed.directive;
    if (isFilledIn(name) || args.some(isFilledIn)) continue;
    const words = [name.text, ...args.map(({ text }) => text)];
    const told = inner === undefined ? entries.read(words, placed) : tell('unexpected-block', 'unexpected "{"');
    conclude(reading, placed, reading.block.within, quoting(told, words), 'head');
  }
  if (!reading.facts.isOpen(block)) conclude(reading, block, within, entries.close?.(), 'close');
}

/** An entry's own first word may be what nginx quotes. */
function quoting(outcome: Outcome, [key = '']: readonly string[]): Outcome {
  if (outcome === undefined || outcome === unknowable || outcome.word !== undefined) return outcome;
  const { message } = outcome;
  return message.includes(`"${key}"`) ? { ...outcome, word: -1 } : outcome;
}

function conclude(reading: Reading, at: Placed, within: string, outcome: Outcome, line: NamedLine): void {
  if (outcome === undefined) return;
  if (outcome === unknowable) hide(reading);
  else {
    reading.note({ kind: 'problem', at, within, told: { line, ...outcome } });
    if (line === 'head') leaveBehind({ ...at, block: undefined }, reading.note);
  }
}

function refuse(reading: Reading, placed: Placed, outcome: Told): void {
  const told = ofItsTime(outcome, placed, reading.facts.release);
  reading.note({ kind: 'problem', at: placed, within: reading.block.within, told });
  addRefused(reading.block, placed.directive.name.text);
  leaveBehind(placed, reading.note);
}

/** Something stands here that may set anything. */
function hide(reading: Reading): void {
  reading.block.unseen = true;
  reading.note({ kind: 'unseen' });
}

/** A pattern may match nothing; a plain name must exist (ngx_conf_include). */
function readInclude(reading: Reading, placed: Placed): void {
  const state = reading.facts.include(placed);
  if (state === 'stock') reading.block.stock = true;
  if (state === 'refused') {
    const file = reading.facts.fullName(placed);
    const told = tell('include-not-found', `open() "${file}" failed (2: No such file or directory)`, { word: 0, file });
    reading.note({ kind: 'problem', at: placed, within: reading.block.within, told });
  }
  if (state === 'refused' || state === 'unseen') hide(reading);
}
