/** A replacement that begins with http:// or https:// is a redirect, any other one is the new URI, whatever scheme it has (ngx_http_rewrite_module.c, ngx_http_rewrite). */
import { anchorOf } from '../../config/anchor.ts';
import type { Placed } from '../../config/model.ts';
import { replaceIn } from '../../analysis/edits.ts';
import { allOrNone } from '../../analysis/file-edits.ts';
import type { Fix, Rule } from '../../analysis/rule.ts';
import type { Word } from '../../syntax/tree.ts';

export const schemeInRewrite: Rule = {
  id: 'scheme-in-rewrite',
  summary: 'A rewrite to ws:// makes it part of the path, and chooses no backend',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: [
    'https://nginx.org/en/docs/http/ngx_http_rewrite_module.html#rewrite',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass',
  ],

  looksAtNames: ['rewrite'],
  looksAt: ({ args }) => address.test(args[1]?.text ?? ''),

  *checkDirective(placed) {
    const [, word, flag] = placed.directive.args;
    if (word === undefined || word.placeholder || flag?.placeholder === true) return;
    const { text } = word;
    const status = redirects[flag?.text ?? ''];
    const at = anchorOf(placed, word);
    if (status !== undefined && !text.startsWith('/')) {
      const message = `The client gets \`${status}\` to \`${text}\`: browsers follow no redirect in a handshake, and load no page from there.`;
      yield { at, severity: 'information', message };
      return;
    }
    if (status !== undefined) return;
    const lost = text.startsWith('/') || flag?.text === 'break' ? '' : ' And no location takes that path: nginx answers 404.';
    yield {
      at,
      message: `\`rewrite\` changes the path only, here to \`${text}\`. It chooses no backend, \`proxy_pass\` does.${lost}`,
      fixes: [keepPath(placed, word, flag)],
    };
  },
};

/** As a whole, or behind a slash: anywhere else it may be what a path is for. */
const address = /^\/?wss?:\/\/[^/]*/i;

const redirects: Readonly<Partial<Record<string, number>>> = { redirect: 302, permanent: 301 };

/** With `break`: another flag, or none, looks for a location again, and may find this one without end. */
function keepPath(placed: Placed, word: Word, flag: Word | undefined): Fix {
  const quote = word.quote ?? '';
  const bare = word.raw.slice(quote.length, word.raw.length - quote.length).replace(address, '');
  const path = bare.startsWith('/') ? bare : `/${bare}`;
  return {
    title: `Keep the path only: ${path}`,
    safe: false,
    edits: ({ workspace }) =>
      allOrNone([replaceIn(workspace, placed, { start: word.start, end: (flag ?? word).end }, `${quote}${path}${quote} break`)]),
  };
}
