/**
 * Rule cases as files: configurations with the findings drawn under the code, see CONTRIBUTING.md.
 *
 *     # === a name that reads as a sentence
 *     # nginx: 1.30.0            options, each on a line of its own
 *     proxy_pass http://app;
 *     ^^^^^^^^^^ error: message => title of a quick fix | of another one
 *     # --- file: conf.d/a.conf  one more file of the case
 *     # --- fixed                the first file after the fixes of the rule
 *     # --- fixed: conf.d/a.conf
 */
import type { FileFinding } from '../../server/src/analysis/finding.ts';

/** Where the files of a case are; the first one is the main file unless the option `file` names it. */
export const folder = '/etc/nginx/';

export const defaultVersion = '1.22.1';

export interface Case {
  readonly name: string;
  /** `nginx`: the version, 1.22.1 if not said. `file`: name of the first file. `urls`: patterns of WebSocket URLs. */
  readonly options: ReadonlyMap<string, string>;
  /** Texts without marks, by name; the main file first. */
  readonly files: ReadonlyMap<string, string>;
  /** The same with marks. */
  readonly marked: ReadonlyMap<string, string>;
  /** Files that the fixes change, as they are then. */
  readonly fixed: ReadonlyMap<string, string>;
}

const optionLine = /^# (nginx|file|urls): (.*)\n/;
const section = /^# --- (fixed|file)(?:: (\S+))?\n/m;
const mark = /^#?[ \t]*(?:\^+…? (?:error|warning|information|hint)(?: \[[\w-]+\])?|~+…? related): .*\n/gm;

export function readCases(text: string): readonly Case[] {
  const [before = '', ...parts] = text.split(/^# === /m);
  if (before.trim() !== '') throw new Error('A file of cases begins with `# === name of the first case`');
  return parts.map(readCase);
}

export function renderCases(cases: readonly Case[]): string {
  return cases
    .map(({ name, options, marked, fixed }) => {
      const [first = '', ...others] = [...marked].map(([, text]) => text);
      const names = [...marked.keys()].slice(1);
      return [
        `# === ${name}\n`,
        ...[...options].map(([key, value]) => `# ${key}: ${value}\n`),
        first,
        ...others.map((text, index) => `# --- file: ${names[index] ?? ''}\n${text}`),
        ...[...fixed].map(([file, text]) =>
          file === mainName(options) ? `# --- fixed\n${text}` : `# --- fixed: ${file}\n${text}`,
        ),
      ].join('');
    })
    .join('\n');
}

function readCase(part: string): Case {
  const [name = '', body = ''] = part.split(/\n(.*)/s);
  const options = new Map<string, string>();
  let rest = `${body.trimEnd()}\n`;
  for (let line = optionLine.exec(rest); line !== null; line = optionLine.exec(rest)) {
    options.set(line[1] ?? '', line[2] ?? '');
    rest = rest.slice(line[0].length);
  }
  const main = mainName(options);
  const [first = '', ...sections] = rest.split(section);
  const marked = new Map([[main, first]]);
  const fixed = new Map<string, string>();
  for (let index = 0; index < sections.length; index += 3) {
    const [kind, file = main, text = ''] = sections.slice(index, index + 3);
    (kind === 'file' ? marked : fixed).set(file, text);
  }
  const files = new Map([...marked].map(([file, text]) => [file, text.replace(mark, '')]));
  return { name, options, files, marked, fixed };
}

function mainName(options: ReadonlyMap<string, string>): string {
  return options.get('file') ?? 'nginx.conf';
}

/** A finding with the titles of the fixes that may be offered. */
export interface DrawnFinding extends Omit<FileFinding, 'fixes'> {
  readonly titles: readonly string[];
}

/** The text with a line under each place that something is said about; `ruleId` is the rule that needs no name. */
export function draw(path: string, text: string, findings: readonly DrawnFinding[], ruleId: string): string {
  const notes = findings.flatMap((it) => [
    { path: it.path, start: it.start, end: it.end, note: noteOn(it, ruleId), sign: '^' },
    ...it.related.map((related) => ({ ...related, note: `related: ${related.message}`, sign: '~' })),
  ]);
  let lineStart = 0;
  return text
    .split(/(?<=\n)/)
    .map((line) => {
      const from = lineStart;
      lineStart += line.length;
      const last = lineStart === text.length;
      const under = notes
        .filter((it) => it.path === path && it.start >= from && (it.start < lineStart || (last && it.start === lineStart)))
        .map((it) => `${pointer(line.trimEnd(), it.start - from, it.end - from, it.sign)} ${it.note}\n`);
      return line + [...new Set(under)].join('');
    })
    .join('');
}

function noteOn({ rule, severity, message, titles }: DrawnFinding, ruleId: string): string {
  const name = rule === ruleId ? '' : ` [${rule}]`;
  return `${severity}${name}: ${message}${titles.length === 0 ? '' : ` => ${titles.join(' | ')}`}`;
}

/** A place of no length gets one sign; one that goes on in the next line ends in `…`. */
function pointer(line: string, from: number, to: number, sign: string): string {
  const before = from === 0 ? '' : `#${line.slice(1, from).replace(/[^\t]/g, ' ')}`.padEnd(from);
  return before + sign.repeat(Math.max(1, Math.min(to, line.length) - from)) + (to > line.length + 1 ? '…' : '');
}
