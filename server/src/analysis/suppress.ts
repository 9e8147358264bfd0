/** `# nginx-handshake: ignore <id> -- reason`: silences a rule on the next line; one that silences nothing is told. */
import { saysSomething } from '../config/holds.ts';
import type { Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { derived } from '../query/derived.ts';
import type { SyntaxTree } from '../syntax/tree.ts';
import type { FileFinding } from './finding.ts';
import { indentAt, lineEnding, treeOf } from './edits.ts';
import { oneLine, sentence } from './one-line.ts';
import type { FileEdit, Fix, Rule, Severity } from './rule.ts';

/** Id of the rule that tells of comments that silence nothing. */
export const unusedIgnoreId = 'unused-ignore';

/** What decides beside the findings. */
export interface Suppressing {
  readonly rules: readonly Rule[];
  readonly config: Config;
  readonly workspace: Workspace;
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
}

/** Leaves out what is ignored, and adds what `unused-ignore` has to say. */
export function suppress(
  findings: readonly FileFinding[],
  { rules, config, workspace, severities }: Suppressing,
): readonly FileFinding[] {
  if (!isSaidSomething(config, workspace)) return findings;
  const ignores = config.files.flatMap((path) => {
    const tree = treeOf(workspace, path);
    return tree === undefined ? [] : ignoresIn(tree).map((ignore) => ({ ...ignore, path }));
  });
  if (ignores.length === 0) return findings;
  const used = new Set<Ignore>();
  const left = findings.filter((finding) => {
    const ignore = ignores.find(
      (it) => it.path === finding.path && it.rule === finding.rule && finding.start >= it.from && finding.start < it.to,
    );
    if (ignore !== undefined) used.add(ignore);
    return ignore === undefined;
  });
  const unused = rules.find(({ id }) => id === unusedIgnoreId);
  const chosen = severities.get(unusedIgnoreId);
  if (unused === undefined || chosen === 'off') return left;
  const severity = chosen ?? unused.severity;
  const told = ignores.filter((it) => !used.has(it) && (severities.get(it.rule) !== 'off' || it.rule === ''));
  return [...left, ...told.map((it) => tellUnused(it, severity))].sort((a, b) =>
    a.path === b.path ? a.start - b.start : a.path < b.path ? -1 : 1,
  );
}

/** Does some comment speak to us? Large texts are not gone through for what hardly any has. */
export function isSaidSomething({ directives, files }: Config, workspace: Workspace): boolean {
  if (directives.some(({ holds }) => holds.said)) return true;
  return files.some((path) => {
    const tree = treeOf(workspace, path);
    return tree !== undefined && saysSomething(tree.root);
  });
}

/** The quick fix that silences a finding: a comment above its line. */
export function ignoreEdit(tree: SyntaxTree, finding: Pick<FileFinding, 'rule' | 'path' | 'start'>): FileEdit {
  const lineStart = tree.text.lastIndexOf('\n', finding.start - 1) + 1;
  const text = `${indentAt(tree.text, finding.start)}# nginx-handshake: ignore ${finding.rule}${lineEnding(tree.text)}`;
  return { path: finding.path, edits: [{ start: lineStart, end: lineStart, newText: text }] };
}

/** One rule named in one comment; `from` and `to` bound the line that it silences. */
interface Ignore {
  readonly path: string;
  readonly rule: string;
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** Where the comment begins. */
  readonly comment: number;
  /** The only rule that the comment names. */
  readonly alone: boolean;
}

const pattern = /#[ \t]*nginx-handshake:[ \t]*ignore\b([^\n\r]*)/g;

const ignoresIn = derived((tree: SyntaxTree): readonly Omit<Ignore, 'path'>[] => {
  if (!tree.text.includes('nginx-handshake:')) return [];
  return [...tree.text.matchAll(pattern)].flatMap((match) => {
    if (tree.pathAt(match.index).at(-1)?.kind !== 'comment') return [];
    const [from, to] = silencedLine(tree.text, match.index);
    const whole = { start: match.index, end: match.index + match[0].trimEnd().length };
    const ids = idsIn(match[0], match.index);
    const places = ids.length === 0 ? [{ rule: '', ...whole }] : ids;
    return places.map((place) => ({ ...place, from, to, comment: whole.start, alone: places.length === 1 }));
  });
});

/** The rules that a comment names, each at its place; what stands behind `--` is the reason. */
function idsIn(
  comment: string,
  start: number,
): readonly { readonly rule: string; readonly start: number; readonly end: number }[] {
  const list = /ignore\b(.*?)(?:--|$)/.exec(comment);
  const offset = start + (list?.index ?? 0) + 'ignore'.length;
  return [...(list?.[1] ?? '').matchAll(/[^\s,]+/g)].map((match) => {
    const at = offset + match.index;
    return { rule: match[0], start: at, end: at + match[0].length };
  });
}

/** A comment of its own silences the next line that is no comment; one behind a directive silences its own line. */
function silencedLine(text: string, comment: number): readonly [number, number] {
  let from = text.lastIndexOf('\n', comment - 1) + 1;
  if (text.slice(from, comment).trim() === '') {
    do from = nextLine(text, from);
    while (from < text.length && /^[ \t]*(#|\r?\n)/.test(text.slice(from, from + 200)));
  }
  return [from, nextLine(text, from)];
}

function nextLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end + 1;
}

function tellUnused({ path, rule, start, end, comment, alone }: Ignore, severity: Severity): FileFinding {
  const message =
    rule === ''
      ? 'This comment names no rule, so it silences nothing.'
      : sentence(`\`${rule}\` says nothing about the line that this comment is for.`);
  const fix = alone ? removal(path, comment) : removalOf(path, rule, start, end);
  return { rule: unusedIgnoreId, severity, message, path, start, end, related: [], fixes: [fix] };
}

function removalOf(path: string, rule: string, start: number, end: number): Fix {
  return {
    title: oneLine(`Remove ${rule} from the comment`, 120),
    safe: true,
    edits: ({ workspace }) => {
      const tree = treeOf(workspace, path);
      if (tree === undefined) return undefined;
      // The comma and the blanks that belong to it: those behind it, or before it where it is the last one.
      const behind = /^[ \t]*,?[ \t]*(?=[^\s-])/.exec(tree.text.slice(end))?.[0].length ?? 0;
      const before = behind > 0 ? 0 : (/(?<![\s,])[\s,]+$/.exec(tree.text.slice(0, start))?.[0].length ?? 0);
      return [{ path, edits: [{ start: start - before, end: end + behind, newText: '' }] }];
    },
  };
}

function removal(path: string, start: number): Fix {
  return {
    title: 'Remove the comment',
    safe: true,
    edits: ({ workspace }) => {
      const tree = treeOf(workspace, path);
      if (tree === undefined) return undefined;
      const lineStart = tree.text.lastIndexOf('\n', start - 1) + 1;
      const before = tree.text.slice(lineStart, start);
      const alone = before.trim() === '';
      const lineEnd = /\r?\n|$/.exec(tree.text.slice(start));
      const end = start + (lineEnd?.index ?? 0) + (alone ? (lineEnd?.[0].length ?? 0) : 0);
      return [{ path, edits: [{ start: lineStart + (alone ? 0 : before.trimEnd().length), end, newText: '' }] }];
    },
  };
}
