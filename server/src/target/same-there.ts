/** Does nginx of a target read the same files with the same texts as stand here? What cannot be known is no. */
import { argvOf, type Target } from './model.ts';
import type { Running } from './ask.ts';
import { pathThere, type Mapping } from './paths.ts';

export interface FileHere {
  readonly path: string;
  readonly text: string;
}

/** `main` is the one of `files` that nginx begins with. Each is read there, and each folder that an `include` with a pattern means is listed. */
export async function isSameThere(
  files: readonly FileHere[],
  main: string,
  mapping: Mapping,
  target: Target,
  running: Running,
): Promise<boolean> {
  const there = new Map(files.map(({ path, text }) => [pathThere(path, mapping), text]));
  const prefix = pathThere(main, mapping)?.replace(/\/[^/]*$/, '');
  // A command of its own may lead to nginx alone.
  if (target.reach.length === 0 || prefix === undefined || there.has(undefined) || there.size !== files.length) return false;
  const patterns = files.flatMap(({ text }) => patternsIn(text, target.prefix ?? prefix));
  if (files.length > mostFiles || patterns.length > mostFiles || patterns.some(({ folder }) => isPattern(folder))) return false;
  const paths = [...there.keys()].filter((it) => it !== undefined);
  const read = await ask(target, ['cat', '--', ...paths], running);
  if (read === undefined || read !== [...there.values()].join('')) return false;
  for (const { folder, name } of patterns) {
    const listed = await ask(target, ['ls', '-1', '--', folder], running);
    if (listed === undefined) return false;
    const found = listed.split('\n').filter((it) => it !== '' && name.test(it));
    if (!found.every((it) => there.has(`${folder}/${it}`))) return false;
  }
  return true;
}

interface Pattern {
  readonly folder: string;
  readonly name: RegExp;
}

/** Those of `include` lines with a pattern; one in a comment is looked at too. */
function patternsIn(text: string, prefix: string): readonly Pattern[] {
  return [...text.matchAll(/(?:^|[\s;{}])include\s+["']?([^;"'\n]*[*?[][^;"'\n]*)/g)].map(([, said = '']) => {
    const path = said.trim();
    const whole = path.startsWith('/') ? path : `${prefix}/${path}`;
    const at = whole.lastIndexOf('/');
    return { folder: whole.slice(0, at), name: patternOf(whole.slice(at + 1)) };
  });
}

/** As glob(3) takes it: a leading dot is not matched by a star. */
function patternOf(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  try {
    return new RegExp(`^(?!\\.)${source.replaceAll('[!', '[^')}$`);
  } catch {
    return /^/;
  }
}

function isPattern(path: string): boolean {
  return /[*?[]/.test(path);
}

async function ask(target: Target, program: readonly string[], { run, signal }: Running): Promise<string | undefined> {
  const options = { folder: target.folder, timeout: patience, ...(signal === undefined ? {} : { signal }) };
  const { ended, code, stdout } = await run(argvOf(target, program), options);
  return ended === 'exited' && code === 0 ? stdout : undefined;
}

/** More than a configuration that somebody reports has. */
const mostFiles = 100;

/** In ms. */
const patience = 15_000;
