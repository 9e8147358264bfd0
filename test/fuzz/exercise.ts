/** Everything that the editor and the command line do with a text; throws what any of it throws, or says what took too long. */
import { createAnalyzer, defaultOptions, type AnalyzeOptions } from '../../server/src/analysis/analyze.ts';
import { checkedFixes } from '../../server/src/analysis/gate.ts';
import { buildConfig } from '../../server/src/config/build.ts';
import { completionsAt } from '../../server/src/features/complete/complete.ts';
import { documentationAt } from '../../server/src/features/documentation/hover.ts';
import { signaturesAt } from '../../server/src/features/documentation/signature.ts';
import { fixAll } from '../../server/src/features/fix-all.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { linkBetweenFiles } from '../../server/src/features/link-to.ts';
import { inlayHintsOf } from '../../server/src/features/inlay-hints.ts';
import { lensesOf } from '../../server/src/features/lenses.ts';
import { simulationText } from '../../server/src/features/simulation-text.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { loadDocumentation } from '../../server/src/reference/descriptions.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { firstRefusal, problemsAsRead } from '../../server/src/validity/problems.ts';
import { commanding } from '../support/hostile.ts';
import { memoryWorkspace } from '../support/workspace.ts';

const documentation = await loadDocumentation();
const main = '/etc/nginx/nginx.conf';
const options: AnalyzeOptions = { ...defaultOptions, nginx: newestStable };

/** `numbers` choose offsets and edits; `finished` hears of each step with its milliseconds of processor time. */
export function exercise(
  parser: Parser,
  text: string,
  numbers: (limit: number) => number,
  finished: (step: string, time: number) => void,
): void {
  const step = <T>(name: string, work: () => T): T => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    finished(name, (user + system) / 1000);
    return result;
  };
  const tree = step('parse', () => parser.parse(text));
  step('edit', () => {
    const start = numbers(text.length + 1);
    const end = Math.min(text.length, start + numbers(20));
    const newText = [';', '}', '{', '"', '', 'a b;', '#'][numbers(7)] ?? '';
    parser.parse(text.slice(0, start) + newText + text.slice(end), tree, [{ start, end, newText }]);
  });
  const workspace = memoryWorkspace(parser, new Map([[main, text], ...others]));
  const config = step('config', () => buildConfig(workspace, main));
  const refused = step('refusals', () => firstRefusal(problemsAsRead(config, workspace, options)));
  for (const url of [
    'ws://app.example.com/ws',
    '/',
    `/${text.slice(numbers(text.length + 1)).slice(0, 50)}`,
    'wss://a/ws/%2e%2e/x?y',
  ]) {
    const simulation = step('simulate', () =>
      simulate(
        config,
        browserRequest('chrome', url),
        { port: url.startsWith('ws:') ? 80 : undefined, tls: url.startsWith('wss'), remoteAddress: '10.0.0.1' },
        { nginx: newestStable, workspace },
      ),
    );
    const shown = step('simulation text', () =>
      simulationText({ ...simulation, errors: refused === undefined ? [] : [refused] }, workspace, newestStable, plain),
    );
    check(shown, 'a simulation');
  }
  const failed = (rule: string, error: unknown): never => {
    throw new Error(`The rule ${rule} threw`, { cause: error });
  };
  const analysis = step('check', () => createAnalyzer(rules, failed)(workspace, main, options));
  for (const { message, related } of analysis.findings) {
    oneLine(message, 'a message');
    for (const it of related) oneLine(it.message, 'a related message');
  }
  for (let count = 0; count < 5; count++) {
    const hover = step('hover', () =>
      hoverAt(
        analysis,
        main,
        numbers(text.length + 1),
        linkBetweenFiles(main, (path) => `file://${path}`),
      ),
    );
    if (hover !== undefined) check(hover.markdown, 'a hover');
    const question = { analysis, path: main, offset: numbers(text.length + 1), documentation };
    const linkTo = linkBetweenFiles(main, (path) => `file://${path}`);
    const words = step('documentation', () => documentationAt({ ...question, linkTo }));
    if (words !== undefined) check(words.markdown, 'documentation');
    const asking = { ...question, snippets: true, trigger: undefined, failed };
    for (const { label } of step('completion', () => completionsAt(asking))?.items ?? []) check(label, 'a completion');
    step('signatures', () => signaturesAt(analysis, main, question.offset, documentation));
  }
  for (const { title } of step('lenses', () => lensesOf(analysis, main, 'all', 'everywhere'))) oneLine(title, 'a lens');
  for (const { label } of step('inlay hints', () => inlayHintsOf(analysis, main))) oneLine(label, 'a hint');
  for (const finding of analysis.findings.slice(0, 2)) step('fixes', () => checkedFixes(analysis, finding, { parser }));
  if (analysis.findings.length < 100) step('fix all', () => fixAll([analysis], parser, () => true));
}

const plain = { showPlace: (path: string, line: number) => `${path}:${line}`, paint: (_how: unknown, words: string) => words };

const others: readonly (readonly [string, string])[] = [
  ['/etc/nginx/x', 'proxy_set_header Upgrade $http_upgrade;\n'],
  ['/etc/nginx/twice.conf', 'include twice2.conf; include twice2.conf;'],
  ['/etc/nginx/twice2.conf', 'include twice3.conf; include twice3.conf;'],
  ['/etc/nginx/twice3.conf', 'set $a "$a$a";'],
  ['/etc/nginx/deep/0.conf', 'include deep/1.conf;'],
  ['/etc/nginx/deep/1.conf', 'include deep/0.conf;'],
];

function check(text: string, what: string): void {
  if (commanding.test(text)) throw new Error(`${what} with control characters: ${JSON.stringify(text.slice(0, 300))}`);
}

function oneLine(text: string, what: string): void {
  check(text, what);
  if (/[\n\r]/.test(text) || text.length > 2000)
    throw new Error(`${what} that is no line: ${JSON.stringify(text.slice(0, 300))}`);
}
