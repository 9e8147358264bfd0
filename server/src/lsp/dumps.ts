/** Open documents that are the output of `nginx -T`: their files are analysed as such, and shown where they stand in the document. */
import type { Diagnostic } from 'vscode-languageserver';
import { createAnalyzer, type Analysis, type AnalyzeOptions, type Analyzer } from '../analysis/analyze.ts';
import type { Rule } from '../analysis/rule.ts';
import { createFiles, type Files } from '../files/files.ts';
import { attempt } from '../project/attempt.ts';
import { filesInDump, isDump, mostOfBeginning, type DumpedFile } from '../project/dump.ts';
import { dumpDisk } from '../project/dump-disk.ts';
import type { Failures } from '../project/failures.ts';
import { derived } from '../query/derived.ts';
import type { Parser, Text } from '../syntax/tree.ts';
import { findingsOf, keptList, toDiagnostic, type Places } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';
import type { View } from './views.ts';

export interface Dumps {
  /** `undefined` for a document that is no dump. */
  readonly viewOf: (document: OpenDocument) => View | undefined;
  /** Of a document that is a dump: the same list as long as the same is said. */
  readonly diagnosticsOf: (document: OpenDocument, view: View) => readonly Diagnostic[];
  /** Lets go of all documents but these. */
  readonly retain: (paths: ReadonlySet<string>) => void;
}

export interface DumpsOptions {
  readonly parser: Parser;
  readonly rules: readonly Rule[];
  readonly failures: Failures;
  /** Those that hold for a document. */
  readonly optionsOf: (path: string) => AnalyzeOptions;
  readonly relatedInformation: boolean;
}

/** Is the text of a document a dump? Looks at its beginning. */
export function isDumpText(source: Text): boolean {
  return kindOf(source) === 'dump';
}

const kindOf = derived((source: Text) => (isDump(source.slice(0, mostOfBeginning)) ? 'dump' : 'file'));

export function createDumps({ parser, rules, failures, optionsOf, relatedInformation }: DumpsOptions): Dumps {
  const kept = new Map<string, Kept>();

  const keptFor = (document: OpenDocument): Kept => {
    const known = kept.get(document.path) ?? keep(parser, createAnalyzer(rules, failures.rule));
    kept.set(document.path, known);
    return known;
  };

  const analysesOf = ({ files, analyze }: Kept, main: string, options: AnalyzeOptions): readonly Analysis[] => {
    const outcome = attempt(() => analyze(files, main, withoutPlaces(options)));
    if ('value' in outcome) return [outcome.value];
    failures.other(`the main file \`${main}\` of a dump`, outcome.error);
    return [];
  };

  return {
    viewOf(document) {
      if (!isDumpText(document.source)) return undefined;
      const own = keptFor(document);
      const parts = own.read(document.source);
      const analyses = parts[0] === undefined ? [] : analysesOf(own, parts[0].path, optionsOf(document.path));
      return {
        document,
        analyses,
        places: placesIn(document, parts),
        files: parts.map(shownAt),
        lineOf: linesIn(document, parts),
        isDump: true,
      };
    },
    diagnosticsOf(document, { files, analyses, places }) {
      const own = keptFor(document);
      const now = files.flatMap(({ path }) =>
        findingsOf(path, analyses).map(({ finding }) => toDiagnostic(finding, places, relatedInformation)),
      );
      return (own.told = keptList(own.told, now));
    },
    retain(paths) {
      for (const path of kept.keys()) if (!paths.has(path)) kept.delete(path);
    },
  };
}

interface Kept {
  readonly files: Files;
  readonly analyze: Analyzer;
  /** The files of the text, from now on. */
  readonly read: (source: Text) => readonly DumpedFile[];
  told: readonly Diagnostic[];
}

function keep(parser: Parser, analyze: Analyzer): Kept {
  let last: Text | undefined;
  let parts: readonly DumpedFile[] = [];
  let texts: ReadonlyMap<string, string> = new Map();
  const files = createFiles(
    parser,
    dumpDisk(() => texts),
  );
  return {
    files,
    analyze,
    read(source) {
      if (source === last) return parts;
      last = source;
      parts = filesInDump(source.whole());
      texts = new Map(parts.map(({ path, text }) => [path, text]));
      files.refresh();
      return parts;
    },
    told: [],
  };
}

/** A dump has all its files by their own names. */
const withoutPlaces = derived((options: AnalyzeOptions): AnalyzeOptions => ({ ...options, build: {} }));

function shownAt({ path, start, text }: DumpedFile): View['files'][number] {
  return { path, start, end: start + text.length };
}

function placesIn({ uri, text }: OpenDocument, parts: readonly DumpedFile[]): Places {
  const starts = startsOf(parts);
  return {
    textOf: () => text,
    uriOf: () => uri,
    rangeOf(path, span) {
      const start = starts.get(path) ?? 0;
      return { start: text.positionAt(start + span.start), end: text.positionAt(start + span.end) };
    },
  };
}

function linesIn({ text }: OpenDocument, parts: readonly DumpedFile[]): View['lineOf'] {
  const starts = startsOf(parts);
  return (path, line) => text.positionAt(starts.get(path) ?? 0).line + line;
}

function startsOf(parts: readonly DumpedFile[]): ReadonlyMap<string, number> {
  return new Map(parts.map(({ path, start }) => [path, start]));
}
