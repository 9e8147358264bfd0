/** Examines the whole corpus, each file alone and included by its main file, and sums up. */
import { createFiles } from '../../server/src/files/files.ts';
import { nodeDisk } from '../../server/src/files/node-disk.ts';
import { parseVersion } from '../../server/src/reference/version.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { examine, type LineFinding, type Mode } from './examine.ts';
import { judge, type Judgement } from './judge.ts';
import type { CorpusRow } from './rows.ts';

export interface CorpusReport extends Judgement {
  readonly files: number;
  readonly findings: readonly (LineFinding & { readonly file: string; readonly mode: Mode })[];
  /** Files that nginx accepts and that our parser finds fault with. */
  readonly wrongSyntaxErrors: readonly string[];
}

/** By default a version old enough that a missing `proxy_http_version` counts. */
export function runCorpus(rows: readonly CorpusRow[], parser: Parser, version = '1.22.1'): CorpusReport {
  const nginx = parseVersion(version);
  if (nginx === undefined) throw new Error(`${version} is no version`);
  const byPath = new Map(rows.map((row) => [row.absolute, row]));
  const files = createFiles(parser, nodeDisk);
  const modes: readonly Mode[] = ['alone', 'included'];
  const examined = rows.flatMap((row) =>
    modes.flatMap((mode) => {
      const result = examine(row, mode, nginx, parser, files);
      return result === undefined ? [] : [{ row, mode, result, judgement: judge(row, mode, result, byPath) }];
    }),
  );
  const all = <T>(pick: (judgement: Judgement) => readonly T[]): readonly T[] =>
    examined.flatMap(({ judgement }) => pick(judgement));
  return {
    files: rows.length,
    findings: examined.flatMap(({ row, mode, result }) => result.findings.map((it) => ({ ...it, file: row.file, mode }))),
    alarms: all(({ alarms }) => alarms),
    misses: all(({ misses }) => misses),
    whispers: all(({ whispers }) => whispers),
    found: all(({ found }) => found),
    wrongSyntaxErrors: examined
      .filter(({ row, mode, result }) => mode === 'alone' && row.nginxAccepts && result.syntaxErrors > 0)
      .map(({ row }) => row.file),
  };
}
