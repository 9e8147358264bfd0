/** What `nginx -t` said, as diagnostics beside ours: gone when the line is edited, and not told where ours says the same. */
import { DiagnosticSeverity, type Diagnostic, type Range } from 'vscode-languageserver';
import type { Analysis } from '../analysis/analyze.ts';
import { sameList } from '../query/same.ts';
import { textOf } from '../syntax/text.ts';
import type { Said } from '../target/said.ts';
import type { OpenDocument } from './documents.ts';
import { placesOf, type OpenText } from './open-text.ts';
import type { PositionEncoding } from './position-encoding.ts';
import type { Session } from './session.ts';
import { pathOf, uriOf } from './uris.ts';

/** A message at its place here. */
export interface PlacedMessage {
  readonly said: Said;
  readonly path: string;
  /** From 0. */
  readonly line: number;
  /** Of the file as it was tested; `undefined` where it cannot be read. */
  readonly text: string | undefined;
}

export interface TestDiagnostics extends Pick<Session, 'diagnosticsOf' | 'unopened'> {
  /** All that the last test of a configuration said, instead of what the one before said; `of` names the configuration. */
  readonly record: (of: string, messages: readonly PlacedMessage[]) => void;
  readonly rangeOf: (message: PlacedMessage) => Range;
}

export function createTestDiagnostics(session: Session, encoding: PositionEncoding): TestDiagnostics {
  let kept: readonly Kept[] = [];
  const joined = new Map<string, Joined>();

  /** With the same list as long as the same is said. */
  const withTests = (
    path: string,
    own: readonly Diagnostic[],
    now: OpenText | undefined,
    analyses: readonly Analysis[],
  ): readonly Diagnostic[] => {
    const messages = kept.filter((it) => it.path === path);
    if (messages.length === 0) return own;
    const standing = now === undefined ? messages : messages.filter((it) => follow(it, now));
    kept = kept.filter((it) => it.path !== path || standing.includes(it));
    const others = standing.filter((it) => !isToldBy(it, own, analyses)).map((it) => it.diagnostic);
    const before = joined.get(path);
    if (before !== undefined && sameList(before.own, own) && sameList(before.others, others)) return before.all;
    const all = others.length === 0 ? own : [...own, ...others];
    joined.set(path, { own, others, all });
    return all;
  };

  return {
    rangeOf: (message) => keep('', message, encoding).diagnostic.range,
    record(of, messages) {
      kept = [...kept.filter((it) => it.of !== of), ...messages.map((it) => keep(of, it, encoding))];
    },
    diagnosticsOf(document: OpenDocument) {
      const own = session.diagnosticsOf(document);
      if (kept.length === 0) return own;
      const view = session.viewOf(document);
      return view.isDump ? own : withTests(document.path, own, document.text, view.analyses);
    },
    unopened() {
      const own = session.unopened();
      if (kept.length === 0) return own;
      const open = session.documents.all();
      const analyses = [...new Set(open.flatMap((it) => session.analysesOf(it)))];
      const all = new Map(own);
      for (const path of new Set([...[...own.keys()].map(pathOf), ...kept.map((it) => it.path)])) {
        if (session.documents.byPath(path) !== undefined) continue;
        const uri = uriOf(path);
        const told = withTests(path, own.get(uri) ?? [], undefined, analyses);
        if (told.length > 0 || own.has(uri)) all.set(uri, told);
      }
      return all;
    },
  };
}

interface Joined {
  readonly own: readonly Diagnostic[];
  readonly others: readonly Diagnostic[];
  readonly all: readonly Diagnostic[];
}

interface Kept {
  readonly of: string;
  readonly path: string;
  readonly said: Said;
  /** The text that the line was last seen in, and its number there, from 0. */
  text: OpenText | undefined;
  line: number;
  diagnostic: Diagnostic;
}

function keep(of: string, { said, path, line, text }: PlacedMessage, encoding: PositionEncoding): Kept {
  const seen = text === undefined ? undefined : placesOf({ uri: '', languageId: '', version: 0 }, textOf(text), encoding);
  return { of, path, said, text: seen, line, diagnostic: diagnosticOf(said, line, seen) };
}

/** Moves along with its line; false when the line was edited. */
function follow(it: Kept, now: OpenText): boolean {
  if (it.text === undefined || it.text.source === now.source) {
    it.text ??= now;
    return true;
  }
  const line = lineAfter(it.text, now, it.line);
  it.text = now;
  if (line === undefined) return false;
  if (line !== it.line) it.diagnostic = diagnosticOf(it.said, line, now);
  it.line = line;
  return true;
}

/** The number that an untouched line has in a later text; `undefined` for one that was edited. */
function lineAfter(before: OpenText, now: OpenText, line: number): number | undefined {
  const [a, b] = [before.source.whole(), now.source.whole()];
  const start = Math.max(0, before.offsetAt({ line, character: 0 }) - 1);
  const end = Math.min(a.length, before.offsetAt({ line: line + 1, character: 0 }));
  const most = Math.min(a.length, b.length);
  let head = 0;
  while (head < most && a.charCodeAt(head) === b.charCodeAt(head)) head++;
  if (end <= head && (end < a.length || a.length === b.length)) return line;
  let tail = 0;
  while (tail < most && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return start >= a.length - tail ? line + now.lineCount - before.lineCount : undefined;
}

function diagnosticOf({ level, words }: Said, line: number, text: OpenText | undefined): Diagnostic {
  return {
    range: rangeIn(words, line, text),
    severity: level === 'warn' ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
    source: 'nginx -t',
    message: words,
  };
}

/** The word that nginx quotes, where the line has it; else the line without what surrounds it. */
function rangeIn(words: string, line: number, text: OpenText | undefined): Range {
  const from = text?.offsetAt({ line, character: 0 }) ?? 0;
  const content = text?.source.slice(from, text.offsetAt({ line: line + 1, character: 0 })).replace(/[\r\n]+$/, '') ?? '';
  const quoted = [...words.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word).find((word) => content.includes(word));
  const word = quoted ?? content.trim();
  const start = from + content.indexOf(word);
  const nowhere = { line, character: 0 };
  return { start: text?.positionAt(start) ?? nowhere, end: text?.positionAt(start + word.length) ?? nowhere };
}

/** Does one of ours say the same, at the same line? */
function isToldBy({ said, path, line }: Kept, own: readonly Diagnostic[], analyses: readonly Analysis[]): boolean {
  const here = own.filter(({ range, relatedInformation = [] }) => {
    const isNamed = relatedInformation.some(({ location }) => pathOf(location.uri) === path && covers(location.range, line));
    return covers(range, line) || isNamed;
  });
  if (here.length === 0) return false;
  if (said.level === 'warn')
    return here.some(({ code }) => warnings.some(({ rule, words }) => rule === code && words.test(said.words)));
  return analyses.some((analysis) => {
    const { meant, read, some } = analysis.problems();
    return [...meant, ...read, ...some].some((it) => it.path === path && it.line === line + 1 && it.message === said.words);
  });
}

/** What nginx warns of, and the rules that tell it. */
const warnings: readonly { readonly rule: string; readonly words: RegExp }[] = [
  { rule: 'deprecated-listen-http2', words: /^the "listen \.\.\. http2" directive is deprecated/ },
];

function covers({ start, end }: Range, line: number): boolean {
  return start.line <= line && line <= end.line;
}
