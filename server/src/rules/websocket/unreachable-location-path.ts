/** A location is compared with the normalised path of a URL, a prefix letter by letter: one that does not begin with `/`, or has a `*` or arguments, never matches (ngx_http_core_find_static_location). */
import { anchorOf } from '../../config/anchor.ts';
import type { Finding, Fix, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import { isSocketio, namesWebsocket } from '../../knowledge/websocket/evidence.ts';
import { aboutArguments, isWholeUrl, pathMeant, speaksOfArguments } from '../../knowledge/websocket/meant-path.ts';
import { locationArguments } from '../../config/location.ts';
import type { Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';

export const unreachableLocationPath: Rule = {
  id: 'unreachable-location-path',
  summary: 'No URL can reach a location',
  severity: 'warning',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  explains: { verdicts: ['fails'], by: 'nginx' },

  looksAtNames: ['location'],
  looksAt: ({ args, block }) => block !== undefined && !isPlain(args.at(-1)?.text ?? ''),

  *checkDirective(placed) {
    const named = locationArguments(placed);
    const word = placed.directive.args.at(-1);
    if (named === undefined || word === undefined || word.placeholder || named.path === '') return;
    if (speaksOfArguments(named)) yield aboutArguments(placed, word, named);
    else if (named.modifier === '' || named.modifier === '^~' || named.modifier === '=')
      yield* check(placed, word, named.path, named.modifier);
  },
};

/** A word that a script writes something else for: `SUBFOLDERwebsocket`. */
const beginsFilledIn = /^[A-Z][A-Z0-9_]{3,}/;

/** Such a path is reached whatever stands before it. */
function isPlain(path: string): boolean {
  return path.startsWith('/') && !/[*?]/.test(path);
}

function* check(placed: Placed, word: Word, path: string, modifier: string): Iterable<Finding> {
  const at = anchorOf(placed, word);
  const glued = word.text !== path ? modifier : '';
  const fix = (title: string, text: string): readonly Fix[] =>
    word.quote === undefined ? [changeWord(title, placed, word, glued + text, false)] : [];
  const write = (text: string): readonly Fix[] => fix(`Write ${served(placed, text)}`, served(placed, text));
  if (modifier === '' && path.startsWith('^')) {
    yield {
      at,
      message: `\`${path}\` is compared letter by letter: without \`~\` it is no regular expression, and no URL begins with \`^\`.`,
      fixes: fix('Make it a regular expression', `~ ${path}`),
    };
  } else if (!path.startsWith('/')) {
    if (/\$[\w{]/.test(path) || beginsFilledIn.test(path)) return;
    // Markdown's bold, or a star for whatever stands before.
    const starred = path.replace(/^\*+|\*+$/g, '');
    const pattern = !starred.startsWith('/') && modifier === '' && /[\\()|[\]+*]/.test(path);
    yield {
      at,
      message: `${isWholeUrl(path) ? 'The path of a URL' : 'Every URL'} begins with \`/\`, so none begins with \`${path}\`: this location never serves one.`,
      fixes: pattern
        ? fix('Make it a regular expression', `~ ${path}`)
        : write(starred.startsWith('/') ? starred : (pathMeant(path) ?? `/${path}`)),
    };
  } else if (path.endsWith('/*') || path.includes('/*/')) {
    yield {
      at,
      message: `nginx knows no \`*\` in a location: \`${path}\` takes only URLs with a star in them.`,
      fixes: path.indexOf('*') === path.length - 1 ? write(path.slice(0, -1)) : [],
    };
  }
}

/** What is written for a path that ends in `/`: a WebSocket is opened without it too; with a URI in the pass it is what is replaced. */
function served({ block }: Placed, path: string): string {
  const pass = block?.find(({ directive }) => directive.name.text === 'proxy_pass')?.directive.args[0]?.text ?? '';
  const bare = path.replace(/\/$/, '');
  return namesWebsocket(bare) === 'strong' && !isSocketio(bare) && /^\w+:\/\/[^/]+$/.test(pass) ? bare : path;
}
