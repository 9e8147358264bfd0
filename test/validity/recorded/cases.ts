/** Small configurations and what real nginx said of each: read from the `.cases` files beside this one. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NginxVersion } from '../../../server/src/reference/version.ts';
import type { Refusal } from '../../../server/src/config/model.ts';

export interface RefusalCase {
  /** File and line of the case, for messages. */
  readonly where: string;
  readonly config: string;
  /** By series of releases: `message :line`, `message` without a place, or `ok`. */
  readonly said: Readonly<Partial<Record<Series, string>>>;
}

export type Series = '1.22' | '1.31';

/** The releases that the cases were run on. */
export const releases: Readonly<Record<Series, NginxVersion>> = { '1.22': [1, 22, 1], '1.31': [1, 31, 3] };

const around: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  main: ['', ''],
  http: ['events {}\nhttp {\n', '\n}\n'],
  server: ['events {}\nhttp {\nserver {\nlisten 127.0.0.1:18080;\n', '\n}\n}\n'],
  location: ['events {}\nhttp {\nserver {\nlisten 127.0.0.1:18080;\nlocation / {\n', '\n}\n}\n}\n'],
};

export function refusalCases(): readonly RefusalCase[] {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.cases'))
    .sort()
    .flatMap((name) => casesOf(name, readFileSync(folder + name, 'utf8')));
}

/** How the cases write a refusal; the folder of the main file has its own word. */
export function written(refusal: Refusal | undefined, folder: string): string {
  if (refusal === undefined) return 'ok';
  const message = refusal.message.replace(`"${folder}/`, '"FOLDER/');
  return refusal.line === undefined ? message : `${message} :${refusal.line}`;
}

function casesOf(name: string, text: string): readonly RefusalCase[] {
  const cases: RefusalCase[] = [];
  let line = 1;
  for (const part of text.split(/^(?=== )/m)) {
    const [head = '', ...rest] = part.trimEnd().split('\n');
    const from = rest.findIndex((it) => it.startsWith('-> '));
    const [before, behind] = around[head.replace('== ', '')] ?? around['main'] ?? ['', ''];
    const said = Object.fromEntries(rest.slice(from).flatMap(expectation));
    cases.push({ where: `${name}:${line}`, config: before + rest.slice(0, from).join('\n') + behind, said });
    line += part.split('\n').length - 1;
  }
  return cases;
}

function expectation(line: string): readonly (readonly [Series, string])[] {
  const [, series, text = ''] = /^-> (?:(1\.\d+): )?(.*)$/.exec(line) ?? [];
  if (series === undefined)
    return [
      ['1.22', text],
      ['1.31', text],
    ];
  return series === '1.22' || series === '1.31' ? [[series, text]] : [];
}
