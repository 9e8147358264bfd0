/** What an unknown directive may have meant. */
import { bounded } from '../query/bounded.ts';
import { directive, directiveIn, directiveNames, type Context } from '../reference/directives.ts';
import { foreignDirectiveNames } from '../reference/foreign.ts';
import type { NginxVersion } from '../reference/version.ts';
import { nearest, nearIn } from '../reference/near.ts';

export interface Meant {
  readonly name: string;
  /** It differs in what is no other word: in case, in `-` for `_`, or by one letter. */
  readonly isCertain: boolean;
}

/** The directive that a misspelt one stands for, one that may stand there before others; `undefined` when none is near, or several. */
export function likelyDirective(name: string, context: Context, nginx: NginxVersion): Meant | undefined {
  const plain = name
    .replace(/[:=]+$/, '')
    .replaceAll('-', '_')
    .toLowerCase();
  if (plain !== name && directive(plain).length > 0) return { name: plain, isCertain: true };
  const near = nearNames(plain);
  const here = new Map([...near].filter(([it]) => mayStand(it, context, nginx)));
  const best = nearest(here) ?? nearest(near);
  return best === undefined ? undefined : { name: best, isCertain: here.size === 1 && here.get(best) === 1 };
}

/** The directive whose first argument is glued to it: `listen80`, `proxy_passhttp://a`, `if(`; `undefined` for any other name. */
export function gluedDirective(name: string): string | undefined {
  // An argument that is plain words is not told from the rest of a name.
  const ends = [...name.matchAll(/(?<=[a-z\d_])(?:(?=[A-Z\d/"'$~.[=(^@*])|(?=https?:|unix:))/g)].map(({ index }) => index);
  return ends.map((end) => name.slice(0, end)).findLast((it) => directive(it).length > 0);
}

const nearNames = bounded(500, (name) => nearIn([...directiveNames(), ...foreignDirectiveNames()], name));

function mayStand(name: string, context: Context, nginx: NginxVersion): boolean {
  const forms = directiveIn(name, nginx);
  return forms.some(({ contexts }) => contexts === 'any' || contexts.has(context));
}
