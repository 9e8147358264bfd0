/** `format`: lays files out, all whole or none; `--check` only says which are not. */
import { format as layOut, withEdits } from '../features/format/format.ts';
import { indentIn } from '../features/format/indent.ts';
import { linesOf } from '../features/lines.ts';
import { encode } from '../files/bytes.ts';
import { nodeDisk } from '../files/node-disk.ts';
import { loadNodeParser } from '../files/node-parser.ts';
import { writeAll } from '../files/write-all.ts';
import type { Parser } from '../syntax/tree.ts';
import { findInputs } from './inputs.ts';
import { readArguments } from './options.ts';
import type { Output } from './output.ts';
import { Refusal, unreadable } from './refusal.ts';
import { readStandardInput, standardInput } from './source.ts';
import { shownPath } from './terminal.ts';

const options = {
  check: { type: 'boolean', default: false },
  indent: { type: 'string', default: 'auto' },
  'align-values': { type: 'boolean', default: false },
} as const;

/** How to lay out: `indent` is `auto`, `tab` or a number of blanks. */
export interface LayOutValues {
  readonly indent: string;
  readonly 'align-values': boolean;
}

/** A text, and what it is laid out. */
export interface LaidOut {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** From 1, the line of the first mistake: only blocks without one were laid out then. */
  readonly mistake: number | undefined;
}

/** 1 where `--check` found something to lay out; 2 where something could not be read. */
export async function format(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = readArguments({ args: [...args], allowPositionals: true, options });
  if (positionals.length === 0) throw new Refusal('format needs files, or - for standard input (--help shows how)');
  const layOutText = layingOut(values, await loadNodeParser());
  if (positionals.includes(standardInput)) {
    if (positionals.length > 1) throw new Refusal('format reads standard input by itself');
    return formatInput(layOutText, values, output);
  }
  const { files, folders, complaints } = await findInputs(positionals);
  const read = files.map((path) => ({ path, content: nodeDisk.read(path) }));
  const laidOut = read.flatMap(({ path, content }) => ('text' in content ? [layOutText(path, content.text)] : []));
  const unread = [
    ...complaints,
    ...folders.map((path) => unreadable({ path, unreadable: 'folder' }).message),
    ...read.flatMap(({ path, content }) => ('text' in content ? [] : [unreadable({ path, ...content }).message])),
  ];
  const changed = laidOut.filter(({ before, after }) => before !== after);
  if (values.check) output.write(changed.map(({ path }) => `${shownPath(path)}\n`).join(''));
  else write(changed);
  for (const complaint of unread) output.note(complaint);
  for (const it of laidOut) tellMistake(it, output);
  if (laidOut.length > 0)
    output.note(
      `${values.check ? 'Not laid out' : 'Laid out'}: ${changed.length} of ${laidOut.length} ${laidOut.length === 1 ? 'file' : 'files'}`,
    );
  if (unread.length > 0) return 2;
  return values.check && changed.length > 0 ? 1 : 0;
}

/** `path` is only passed through. */
export type LayOutText = (path: string, text: string) => LaidOut;

/** Refuses an indent that is none. */
export function layingOut({ indent: wanted, 'align-values': alignValues }: LayOutValues, parser: Parser): LayOutText {
  const indent = readIndent(wanted);
  return (path, text) => {
    const tree = parser.parse(text);
    const unit = indent ?? indentIn(tree);
    const edits = layOut(tree, { indent: unit, tabSize: unit === '\t' ? 8 : unit.length, alignValues }, parser);
    const [first] = tree.errors;
    const mistake = first === undefined ? undefined : linesOf(text).nginxLineAt(first.start);
    return { path, before: text, after: withEdits(text, edits), mistake };
  };
}

/** `undefined`: as the text has it. */
function readIndent(text: string): string | undefined {
  if (text === 'auto') return undefined;
  if (text === 'tab') return '\t';
  const count = /^[1-9]$/.test(text) ? Number(text) : undefined;
  if (count === undefined) throw new Refusal(`--indent: ${text} is none of auto, tab, or a number of blanks from 1 to 9`);
  return ' '.repeat(count);
}

function formatInput(layOutText: LayOutText, { check }: { readonly check: boolean }, output: Output): number {
  const content = readStandardInput();
  if ('unreadable' in content) throw unreadable({ path: 'standard input', ...content });
  const laidOut = layOutText('standard input', content.text);
  const isChanged = laidOut.before !== laidOut.after;
  if (!check) output.write(laidOut.after);
  tellMistake(laidOut, output);
  return check && isChanged ? 1 : 0;
}

function write(files: readonly LaidOut[]): void {
  const failure = writeAll(files.map(({ path, before, after }) => ({ path, before: encode(before), after: encode(after) })));
  if (failure === undefined) return;
  const rest = files.length > 1 ? 'None of the files was changed' : 'It is as it was';
  throw new Refusal(`${failure.path}: cannot be written: ${failure.why}. ${rest}`);
}

function tellMistake({ path, mistake }: LaidOut, output: Output): void {
  if (mistake === undefined) return;
  output.note(`${shownPath(path)}:${mistake}: has a mistake: only blocks that have none are laid out`);
}
