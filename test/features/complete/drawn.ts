/**
 * Cases drawn as text with a cursor: `‸`. Each begins with `#= a name | version`; `#- path` begins another file (the first one
 * is nginx.conf, and the cursor says which is open), and `#=> …` says what is expected.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAnalyzer, defaultOptions, type Analysis } from '../../../server/src/analysis/analyze.ts';
import { isNoVersion, readNginx } from '../../../server/src/reference/flavours.ts';
import { newestStable, type NginxVersion } from '../../../server/src/reference/version.ts';
import { rules } from '../../../server/src/rules/index.ts';
import { testParser } from '../../support/parser.ts';
import { root } from '../../support/parts.ts';
import { memoryWorkspace } from '../../support/workspace.ts';

export interface Drawn {
  readonly name: string;
  readonly analysis: Analysis;
  readonly path: string;
  readonly offset: number;
  readonly text: string;
  /** Behind `#=>`, in their order. */
  readonly expected: readonly string[];
}

const parser = await testParser();
const folder = '/etc/nginx/';

export function drawnCases(file: string): readonly Drawn[] {
  const drawn = readFileSync(join(root, file), 'utf8').split(/^#= /m).slice(1);
  return drawn.map(readCase);
}

function readCase(text: string): Drawn {
  const [head = '', ...lines] = text.split('\n');
  const [name = '', version = '1.22.1'] = head.split(' | ');
  const expected = lines.filter((line) => line.startsWith('#=>')).map((line) => line.slice('#=>'.length).trim());
  const body = lines.filter((line) => !line.startsWith('#=>')).join('\n');
  const [first = '', ...more] = body.split(/^#- /m);
  const texts = new Map([[`${folder}nginx.conf`, first]]);
  for (const part of more) texts.set(folder + (part.split('\n')[0] ?? ''), part.split('\n').slice(1).join('\n'));
  const [path, marked] = [...texts].find(([, it]) => it.includes('‸')) ?? assert.fail(`${name} has no cursor`);
  const offset = marked.indexOf('‸');
  texts.set(path, marked.replace('‸', ''));
  const main = first.trim() === '' ? path : `${folder}nginx.conf`;
  const analysis = analyse(texts, main, version.trim());
  return { name, analysis, path, offset, text: texts.get(path) ?? '', expected };
}

/** `1.22.1`, `openresty/1.27.1.2`, or `assumed` for both ends of what people run. */
function analyse(texts: ReadonlyMap<string, string>, main: string, version: string): Analysis {
  const read = version === 'assumed' ? undefined : readNginx(version);
  assert.ok(read === undefined || !isNoVersion(read), version);
  const nginx: NginxVersion = read ?? [1, 18, 0];
  const analyzer = createAnalyzer(rules, (rule, error) => {
    throw new Error(`the rule ${rule} threw`, { cause: error });
  });
  const nginxUpTo = read === undefined ? newestStable : undefined;
  return analyzer(memoryWorkspace(parser, texts), main, { ...defaultOptions, nginx, nginxUpTo });
}
