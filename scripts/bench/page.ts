/** The figures as a page of Markdown. */
import { cpus, totalmem } from 'node:os';
import { asked } from './asked.ts';
import { nginxHere } from './command-line.ts';
import type { Results } from './groups.ts';
import { round, show, type Times } from './measure.ts';

export function pageOf(results: Results): string {
  const parts = [
    introduction(),
    askedTable(results),
    keysTable(results),
    checksTable(results),
    fixes(results),
    answersTable(results),
    partsTables(results),
    startUp(results),
  ];
  return `${parts.filter((it) => it !== '').join('\n\n')}\n`;
}

function introduction(): string {
  const [cpu] = cpus();
  return `# Performance

Written by \`npm run bench\`; \`npm run bench -- locations\` measures one group only and writes nothing. Times are milliseconds, median / 95th
percentile, on ${String(cpus().length)} cores of ${cpu?.model.trim() ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}, ${process.platform}, ${nginxHere() ?? 'no nginx'}. The
configurations are made by \`scripts/bench/\`; what stands beside each other ran by turns.`;
}

function askedTable(results: Results): string {
  const rows = asked(results).map(({ what, limit, measured, held }) => [what, limit, measured, held ? 'yes' : '**no**']);
  return section('Asked and measured', table(['', 'at most', 'measured', 'held'], rows));
}

function keysTable({ keys }: Results): string {
  const rows = Object.entries(keys).map(([title, { lines, key, work, first, memory, most, heap, findings }]) => [
    title,
    count(lines),
    show(key),
    told(work),
    round(first.p50),
    whole(memory),
    whole(most),
    whole(heap),
    count(findings),
  ]);
  const names = ['', 'lines', 'a key', 'work', 'first diagnostics', 'memory', 'at most', 'in use', 'findings'];
  if (rows.length === 0) return '';
  return section(
    'From a key to its diagnostics',
    table(names, rows),
    `In the bundled server over stdio, as VS Code starts it, in a workspace folder on disk with one file open: the time from sending a change
of one character in a value to having the diagnostics of the new text. Keys are typed in the middle, near the beginning and near the end
of the file by turns. \`work\` is the processor time of the server for one key on average, garbage collection included; memory is that of
the process after the last key, the most that it had, and what was in use after a collection of garbage, in MB; \`lines\` are those of all
files, \`findings\` those of the open one.`,
  );
}

function checksTable({ checks }: Results): string {
  const rows = Object.entries(checks).map(([title, { check, nginx, work }]) => [
    title,
    round(check.p50),
    nginx === undefined ? '–' : round(nginx.p50),
    nginx === undefined ? '–' : `${(check.p50 / nginx.p50).toFixed(1)} ×`,
    told(work.check),
    told(work.nginx),
  ]);
  if (rows.length === 0) return '';
  return section(
    'The command line',
    table(['', '`check`', '`nginx -t -q`', '', '`check`, work', '`nginx -t -q`, work'], rows),
    'Processes from their start to their end, on the same files, by turns; medians. `work` is the processor time of a run on average.',
  );
}

function fixes({ formats, menu }: Results): string {
  const json =
    formats === undefined
      ? ''
      : `\`check\` of a tree of ${count(formats.files)} files takes ${round(formats.text.p50)} ms as text and ${round(formats.json.p50)} ms as JSON with its ${count(formats.fixes)} fixes, each
tried before it is offered.`;
  const actions =
    menu === undefined
      ? ''
      : `The menu of quick fixes over a document with ${count(menu.findings)} findings has ${count(menu.actions)} actions: ${show(menu.first)} ms the first time, ${show(menu.again)} ms after a
key and its diagnostics.`;
  return section('Fixes', json, actions);
}

function answersTable({ answers }: Results): string {
  const sizes = Object.keys(answers);
  const titles = Object.keys(answers[sizes[0] ?? ''] ?? {});
  if (titles.length === 0) return '';
  const rows = titles.map((title) => [
    title,
    ...sizes.map((size) => {
      const times = answers[size]?.[title];
      return times === undefined ? '–' : show(times);
    }),
  ]);
  const words = 'From a question to its answer, over stdio, each between two keys whose diagnostics are here.';
  return section('Answers', table(['', ...sizes], rows), words);
}

function partsTables({ parts }: Results): string {
  const rows = (of: (times: Results['parts'][string]) => readonly Times[]): readonly (readonly string[])[] =>
    Object.entries(parts).map(([title, times]) => [title, ...of(times).map(show)]);
  if (Object.keys(parts).length === 0) return '';
  return section(
    'The parts',
    table(
      ['', 'parse', 'build the model', 'model and rules', 'simulate a request'],
      rows((it) => [it.parse, it.build, it.check, it.simulate]),
    ),
    'In one process, from nothing; after one character in the middle of the file, with what was kept from before, each with the parse:',
    table(
      ['', 'parse', 'build the model', 'model and rules'],
      rows((it) => [it.parseAgain, it.buildAgain, it.checkAgain]),
    ),
  );
}

function startUp({ start }: Results): string {
  if (start === undefined) return '';
  return section(
    'Start-up',
    `The server answers \`initialize\` ${round(start.server.p50)} ms after its process was started, and ${round(start.slowNginx.p50)} ms after it where the installed nginx takes two
seconds to say its version. Node alone takes ${round(start.node.p50)} ms from its start to its end.`,
  );
}

function section(title: string, ...parts: readonly string[]): string {
  const said = parts.filter((it) => it !== '');
  return said.length === 0 ? '' : [`## ${title}`, ...said].join('\n\n');
}

function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(names), line(names.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function told(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '–' : round(milliseconds);
}

function whole(megabytes: number | undefined): string {
  return megabytes === undefined ? '–' : megabytes.toFixed(0);
}
