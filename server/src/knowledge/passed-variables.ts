/** Variables that stand for the backends of a block. */
import type { Placed } from '../config/model.ts';

/** The variables with which the URLs begin that are passed to in a block. */
export function passedIn({ block = [] }: Placed): ReadonlySet<string> {
  const urls = block.flatMap(({ directive: { name, args } }) => (name.text === 'proxy_pass' ? args.slice(0, 1) : []));
  const begin = urls.filter(({ text }) => /^\$\{?\w/.test(text));
  return new Set(begin.flatMap(({ variables }) => variables[0]?.name.toLowerCase() ?? []));
}
