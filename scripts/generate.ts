/**
 * Writes what is said once on each rule to the places that repeat it: the settings in package.json and their texts, README's table,
 * the fact box of each docs/rules page. `--check` writes nothing and fails when one of them differs.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { RuleMeta } from '../server/src/analysis/rule.ts';
import { pageOf } from '../server/src/features/product.ts';
import { rules } from '../server/src/rules/index.ts';
import { root } from '../test/support/parts.ts';
import german from './translations/rules.de.json' with { type: 'json' };
import chinese from './translations/rules.zh-cn.json' with { type: 'json' };

const severities = ['off', 'error', 'warning', 'information', 'hint'];

/** What the settings say of each rule; a rule that is not translated yet speaks English. */
const languages = [
  { file: 'package.nls.json', more: 'More', end: '. ', words: {} },
  { file: 'package.nls.de.json', more: 'Mehr', end: '. ', words: german },
  { file: 'package.nls.zh-cn.json', more: '更多', end: '。', words: chinese },
];

const outputs = [
  { file: 'package.json', text: await manifest(read('package.json')) },
  ...languages.map(({ file, more, end, words }) => ({ file, text: texts(read(file), more, end, words) })),
  { file: 'README.md', text: between(read('README.md'), 'rules', table()) },
  ...rules.map((rule) => {
    const file = `docs/rules/${rule.id}.md`;
    return { file, text: existsSync(join(root, file)) ? between(read(file), 'facts', facts(rule)) : undefined };
  }),
];

const check = process.argv.includes('--check');
const wrong = outputs.filter(({ file, text }) => text === undefined || text !== read(file));
for (const { file, text } of wrong) {
  if (text === undefined)
    console.error(`${file} is missing, or has no markers for the generated part: npm run new-rule shows the shape`);
  else if (check) console.error(`${file} differs from what the rules say: npm run generate`);
  else {
    writeFileSync(join(root, file), text);
    console.log(`wrote ${file}`);
  }
}
process.exitCode = (check ? wrong : wrong.filter(({ text }) => text === undefined)).length === 0 ? 0 : 1;

async function manifest(text: string): Promise<string> {
  const json = JSON.parse(text) as { contributes: { configuration: { properties: Record<string, Record<string, unknown>> } } };
  const setting = json.contributes.configuration.properties['nginxHandshake.rules'];
  if (setting === undefined) throw new Error('package.json has no setting nginxHandshake.rules');
  setting['properties'] = Object.fromEntries(
    rules.map(({ id, severity }) => [
      id,
      { type: 'string', enum: severities, default: severity, markdownDescription: `%rule.${id}%` },
    ]),
  );
  return format(JSON.stringify(json), { ...(await resolveConfig(join(root, 'package.json'))), filepath: 'package.json' });
}

function texts(text: string, more: string, end: string, words: Readonly<Record<string, string>>): string {
  const all = Object.entries(JSON.parse(text) as Readonly<Record<string, string>>).filter(([key]) => !key.startsWith('rule.'));
  const own = rules.map(({ id, summary }) => [`rule.${id}`, `${words[id] ?? summary}${end}[${more}](${pageOf(id)})`]);
  return `${JSON.stringify(Object.fromEntries([...all, ...own]), null, 2)}\n`;
}

function table(): string {
  const rows = rules.map(
    (rule) => `| [\`${rule.id}\`](docs/rules/${rule.id}.md) | ${rule.severity} | ${rule.summary} | ${fixText(rule)} |`,
  );
  return ['| rule | severity | reports | quick fix |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function facts(rule: RuleMeta): string {
  const { id, severity, since, nginx, references } = rule;
  return [
    '| | |',
    '| --- | --- |',
    `| Severity | ${severity} (setting \`nginxHandshake.rules\`, key \`${id}\`) |`,
    `| Quick fix | ${fixText(rule)} |`,
    `| nginx | ${nginxText(nginx)} |`,
    `| Since | ${since} |`,
    `| References | ${references.map((url) => `<${url}>`).join(' ')} |`,
  ].join('\n');
}

/** “Fix all” leaves hints alone. */
function fixText({ fix, severity }: RuleMeta): string {
  if (fix === 'none') return 'no';
  return fix === 'safe' && severity !== 'hint' ? 'yes, also in “fix all”' : 'yes, one at a time';
}

function nginxText({ from, until }: RuleMeta['nginx']): string {
  if (from === undefined) return until === undefined ? 'all versions' : `up to ${until}`;
  return until === undefined ? `from ${from}` : `${from} to ${until}`;
}

/** `undefined` where the markers are missing. */
function between(text: string, name: string, part: string): string | undefined {
  const [before, rest] = text.split(`<!-- ${name} -->`);
  const after = rest?.split(`<!-- /${name} -->`)[1];
  return before === undefined || after === undefined
    ? undefined
    : `${before}<!-- ${name} -->\n${part}\n<!-- /${name} -->${after}`;
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
