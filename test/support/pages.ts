/** The pages of the rules in docs/rules, taken apart. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export const pagesFolder = new URL('../../docs/rules/', import.meta.url);

/** What these say takes another backend to see than one that accepts every handshake: shown in test/nginx/way.test.ts. */
export const shownOnTheWay: ReadonlySet<string> = new Set([
  'proxy-pass-changes-path',
  'hidden-upgrade-header',
  'cached-handshake',
  'socketio-without-affinity',
  'missing-sni',
]);

export interface Page {
  readonly text: string;
  /** By heading, in their order. */
  readonly sections: ReadonlyMap<string, string>;
}

/** The pages that answer what people search for; each has the example of one rule. */
export const answersFolder = new URL('../../docs/answers/', import.meta.url);

export interface Answer extends Page {
  readonly name: string;
  readonly rule: string;
  /** What a client opens in the example. */
  readonly url: string;
  /** The verdict of that before the fix. */
  readonly before: string;
}

export function readAnswers(): readonly Answer[] {
  return readdirSync(answersFolder)
    .sort()
    .map((file) => {
      const name = file.replace(/\.md$/, '');
      const page = readPage(name, answersFolder);
      const [, rule, url, before] = /^<!-- rule: ([\w-]+); url: (\S+); before: (\w+) -->$/m.exec(page.text) ?? [];
      if (rule === undefined || url === undefined || before === undefined)
        throw new Error(`${file} does not say which rule it shows`);
      return { name, rule, url, before, ...page };
    });
}

/** Where there is no such page, an empty one. */
export function readPage(id: string, folder: URL = pagesFolder): Page {
  const file = new URL(`${id}.md`, folder);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, ...parts] = text.split(/^## /m);
  return { text, sections: new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part.slice(part.indexOf('\n') + 1)])) };
}

export interface Example {
  readonly text: string;
  /** Behind the language of the block, where it matters: ```` ```nginx 1.30.0 ````. */
  readonly version: string | undefined;
}

/** The one block of nginx code of a section; throws where there is none, or more than one. */
export function exampleOf(page: Page, heading: 'Before' | 'After'): Example {
  const blocks = [...(page.sections.get(heading) ?? '').matchAll(/^```nginx(?: (\d+\.\d+\.\d+))?\n(.*?)^```$/gms)];
  const [first] = blocks;
  if (first === undefined || blocks.length > 1)
    throw new Error(`“${heading}” has ${blocks.length} blocks of code, and needs one`);
  return { text: first[2] ?? '', version: first[1] };
}
