/** Without `~` a location is a prefix, compared with the normalised URL letter by letter (ngx_http_core_location, ngx_http_core_find_static_location). */
import { anchorOf } from '../../config/anchor.ts';
import { locationArguments } from '../../config/location.ts';
import type { Placed } from '../../config/model.ts';
import { allOrNone } from '../../analysis/file-edits.ts';
import { replaceIn } from '../../analysis/edits.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import { speaksOfArguments } from '../../knowledge/websocket/meant-path.ts';
import { sampleUrl } from '../../handshake/sample.ts';
import type { Directive, Word } from '../../syntax/tree.ts';

export const regexInPrefixLocation: Rule = {
  id: 'regex-in-prefix-location',
  summary: 'A regular expression in a location without `~`, where it is plain text',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],

  looksAtNames: ['location'],
  looksAt: ({ args, block }) => block !== undefined && isPattern(args.at(-1)?.text ?? ''),

  *checkDirective(placed) {
    const { directive } = placed;
    const word = directive.args.at(-1);
    const named = locationArguments(placed);
    if (named === undefined || word === undefined || word.placeholder || !named.path.startsWith('/')) return;
    if (named.modifier !== '' && named.modifier !== '^~' && named.modifier !== '=') return;
    const url = sampleUrl({ modifier: '~', path: `^${named.path}` });
    const missed = url === undefined ? 'No client opens such a URL' : `A client that opens \`${url}\` does not get here`;
    yield {
      at: anchorOf(placed, word),
      ...(forwardsUpgrade(directive) ? {} : { severity: 'warning' }),
      message: `Without \`~\` nginx takes \`${named.path}\` as plain text, letter by letter. ${missed}.`,
      fixes: [makePattern(placed, word, named)],
    };
  },
};

/** Signs of which hardly any URL has one, in a place where a regular expression has them. */
const signs = [/\\[.dDwWsSbB/]/, /\.[*+]/, /\([^()]*\|[^()]*\)/, /\[(?:\^|\w-\w|\\)[^\]]*\]/, /[\w)/\]]\?(?:[/$(]|$)/, /\w\$$/];

function isPattern(path: string): boolean {
  return /[\\*+|[?$]/.test(path) && !speaksOfArguments({ modifier: '', path }) && signs.some((sign) => sign.test(path));
}

/** The author began to forward handshakes in it. */
function forwardsUpgrade({ block }: Directive): boolean {
  return (
    block?.items.some(
      (it) => it.kind === 'directive' && it.name.text === 'proxy_set_header' && it.args[0]?.text.toLowerCase() === 'upgrade',
    ) === true
  );
}

/** The path with its modifier, written as a regular expression for the same URLs. */
function makePattern(placed: Placed, word: Word, { modifier, path }: Named): Fix {
  const [first = word] = placed.directive.args;
  const written = word.raw.replace(/^["']|["']$/g, '').slice(word.text.length - path.length);
  const pattern = `^${written}${modifier === '=' && !path.endsWith('$') ? '$' : ''}`;
  const quote = word.quote ?? '';
  return {
    title: `Make it a regular expression: ~ ${pattern}`,
    safe: false,
    edits: ({ workspace }) =>
      allOrNone([replaceIn(workspace, placed, { start: first.start, end: word.end }, `~ ${quote}${pattern}${quote}`)]),
  };
}

type Named = NonNullable<ReturnType<typeof locationArguments>>;
