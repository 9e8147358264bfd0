/** Reads files token by token and hands each directive on, as nginx does (ngx_conf_file.c, ngx_conf_parse). */
import type { Statement } from '../syntax/tokens.ts';
import { readTokens } from '../syntax/tokens.ts';
import { unknowable, type Outcome, type Run } from './run.ts';

/** The files of one reading. */
export interface Files {
  /** Text of a file; `undefined` when it cannot be read now. */
  readonly read: (path: string) => string | undefined;
  /** Files that an `include` brings, in their order; `unseen` when only another machine has them. */
  readonly include: (argument: string) => readonly string[] | 'missing' | 'unseen';
  /** A name as nginx completes it: relative to the folder of the main file. */
  readonly fullName: (name: string) => string;
}

/** A directive or entry: its words, and whether a block follows. */
export interface Line {
  readonly words: readonly string[];
  readonly block: boolean;
}

/** Judges one directive or entry; reads its block, if there is one, through `body`. */
export type Reader = (line: Line, body: Body) => Outcome;

export interface Body {
  /** Reads the block that follows. */
  readonly read: (reader: Reader) => Outcome;
  /** Reads other files as if they stood here. */
  readonly include: (argument: string, reader: Reader) => Outcome;
}

/** Reads a whole file. */
export function readFile(run: Run, files: Files, path: string, reader: Reader, around: readonly string[] = []): Outcome {
  if (around.includes(path) || around.length > deepestInclude) return unknowable;
  const text = files.read(path);
  if (text === undefined || isTemplate(path, text)) return unknowable;
  const source: Source = { run, files, path, statements: readTokens(text), around: [...around, path], depth: 0 };
  return readLines(source, 'file', reader);
}

const deepestInclude = 100;
const deepestBlock = 200;

interface Source {
  readonly run: Run;
  readonly files: Files;
  readonly path: string;
  readonly statements: Iterator<Statement>;
  readonly around: readonly string[];
  readonly depth: number;
}

function readLines(source: Source, kind: 'file' | 'block', reader: Reader): Outcome {
  if (source.depth > deepestBlock) return unknowable;
  for (;;) {
    const next = source.statements.next();
    if (next.done === true) return undefined;
    const statement = next.value;
    source.run.at = { path: source.path, line: statement.line };
    if (statement.kind === 'error') return statement.message;
    if (statement.kind === 'end') return kind === 'block' ? 'unexpected end of file, expecting "}"' : undefined;
    if (statement.kind === '}') return kind === 'file' ? 'unexpected "}"' : undefined;
    if (!('words' in statement)) return unknowable;
    const words = statement.words.map(({ text }) => text);
    const outcome = reader({ words, block: statement.kind === '{' }, bodyOf(source));
    if (outcome !== undefined) return outcome;
  }
}

function bodyOf(source: Source): Body {
  return {
    read: (reader) => readLines({ ...source, depth: source.depth + 1 }, 'block', reader),
    include: (argument, reader) => readIncluded(source, argument, reader),
  };
}

/** A pattern may match nothing; a plain name must exist (ngx_conf_include). */
function readIncluded(source: Source, argument: string, reader: Reader): Outcome {
  const { run, files } = source;
  const paths = files.include(argument);
  if (paths === 'missing') return `open() "${files.fullName(argument)}" failed (2: No such file or directory)`;
  if (paths === 'unseen') {
    run.blind = true;
    return undefined;
  }
  const here = run.at;
  for (const path of paths) {
    const outcome = readFile(run, files, path, reader, source.around);
    if (outcome !== undefined) return outcome;
  }
  run.at = here;
  return undefined;
}

/** Reads a block without judging it. */
export const skip: Reader = (line, body) => (line.block ? body.read(skip) : undefined);

/** Lines of a block that are entries, not directives; `include` is understood among them. */
export function entries(read: (words: readonly string[]) => Outcome): Reader {
  return (line) => (line.block ? 'unexpected "{"' : read(line.words));
}

/** A file that a template engine turns into nginx's language first. */
function isTemplate(path: string, text: string): boolean {
  return (
    /\.(?:template|tmpl|tpl|j2|jinja2?|erb|ctmpl|mustache|gotmpl)$/i.test(path) ||
    /\{\{[^\n]*\}\}|\{%[^\n]*%\}|<%/.test(text.replace(/^\s*#.*$/gm, ''))
  );
}
