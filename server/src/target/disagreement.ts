/** Where nginx and the findings here do not agree: a report that somebody may send, without anything secret. */
import type { Analysis } from '../analysis/analyze.ts';
import { productVersion } from '../features/product.ts';
import { isSameVersion, nameOfVersion, type NginxVersion } from '../reference/version.ts';
import { lineStart } from '../syntax/lines.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import { redact } from './redact.ts';
import { isOfBuild, isOfMachine, type Said } from './said.ts';

export interface Disagreement {
  readonly sentence: string;
  readonly report: string;
}

export interface TestedHere {
  /** Of the main file that was tested, as it is on disk. */
  readonly analysis: Analysis;
  readonly passed: boolean;
  /** The first emergency, at its place here. */
  readonly first: { readonly said: Said; readonly path: string; readonly line: number } | undefined;
  readonly version: NginxVersion;
}

/** `undefined` where they agree, or nobody can say: another version, something that only the machine knows. */
export function disagreementOf({ analysis, passed, first, version }: TestedHere): Disagreement | undefined {
  const { nginx, nginxUpTo } = analysis.options;
  if (!isSameVersion(nginx, version) || nginxUpTo !== undefined) return undefined;
  const { read, meant, some } = analysis.problems();
  const [refused] = read.length > 0 ? read : meant;
  if (passed) {
    if (refused?.path === undefined || refused.line === undefined) return undefined;
    return reportOf('nginx takes what is told here as refused', `takes it`, `refuses it: \`${refused.message}\``, {
      ...{ analysis, version, path: refused.path, line: refused.line },
    });
  }
  if (first === undefined || isOfMachine(first.said) || isOfBuild(first.said)) return undefined;
  if (read.length + meant.length + some.length > 0) return undefined;
  return reportOf('nginx refuses what nothing is told of here', `refuses it: \`${first.said.words}\``, 'takes it', {
    ...{ analysis, version, path: first.path, line: first.line },
  });
}

interface Place {
  readonly analysis: Analysis;
  readonly version: NginxVersion;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

function reportOf(sentence: string, nginx: string, ours: string, { analysis, version, path, line }: Place): Disagreement {
  const file = analysis.workspace.open(path);
  const block = 'unreadable' in file ? '' : blockAt(file.tree, line);
  const { text, also } = redact(block);
  const report = [
    `nginx and nginx Handshake ${productVersion} do not agree about this:`,
    '',
    '```nginx',
    text.trim(),
    '```',
    '',
    `- ${nameOfVersion(version)} ${also(nginx)}.`,
    `- nginx Handshake, for the same version, ${also(ours)}.`,
    '',
    'Names of hosts, addresses, paths, keys and texts are replaced; comments are left out.',
    '',
  ].join('\n');
  return { sentence: `${sentence}.`, report };
}

/** The innermost block around a line, in the heads of those around it. */
function blockAt({ text, pathAt, startOf }: SyntaxTree, line: number): string {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, it) => sum + it.length + 1, 0);
  const own = lines[line - 1] ?? '';
  const offset = start + (own.length - own.trimStart().length);
  const around = pathAt(offset).filter((it) => it.kind === 'directive' && it.block !== undefined);
  const stretches = around.flatMap((it) => {
    const from = startOf(it);
    return from === undefined || it.kind !== 'directive' || it.block === undefined
      ? []
      : [{ from, open: from + it.block.open, to: from + it.end }];
  });
  const innermost = stretches.at(-1);
  if (innermost === undefined) return own;
  const heads = stretches.slice(0, -1).map(({ from, open }) => `${text.slice(lineStart(text, from), open)}{\n`);
  const whole = text.slice(lineStart(text, innermost.from), innermost.to);
  const body = whole.length > longestBlock ? `${text.slice(lineStart(text, innermost.from), innermost.open)}{\n${own}\n}` : whole;
  return `${heads.join('')}${body}\n${'}\n'.repeat(heads.length)}`;
}

/** UTF-16 units: what is longer nobody reads. */
const longestBlock = 6000;
