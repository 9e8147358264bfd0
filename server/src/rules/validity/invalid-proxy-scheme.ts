/** A handshake is an HTTP request: `ws://` and `wss://` are for clients, nginx passes on to `http://` and `https://` (ngx_http_proxy_pass). */
import { anchorOf } from '../../config/anchor.ts';
import type { Finding, Rule } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import type { Placed } from '../../config/model.ts';
import { passedIn } from '../../knowledge/passed-variables.ts';
import type { Item, Word } from '../../syntax/tree.ts';

const passes = new Set(['location', 'if', 'limit_except']);

export const invalidProxyScheme: Rule = {
  id: 'invalid-proxy-scheme',
  summary: 'proxy_pass names a scheme that nginx does not know, or none',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],
  explains: { verdicts: ['fails'], by: 'nginx' },

  speaksFor: ['invalid-proxy-scheme', 'invalid-upstream'],
  looksAtNames: ['proxy_pass', 'server', ...passes],
  looksAt: ({ name, args, block }) => (passes.has(name.text) ? block?.items.some(maySet) === true : mayBeWrong(name, args[0])),

  *checkDirective(placed, { around }) {
    const { name, args } = placed.directive;
    if (around.includes('stream')) return;
    const inside = around.at(-1);
    const [first] = args;
    if (name.text === 'proxy_pass' && first !== undefined && passes.has(inside ?? '')) yield* check(placed, first, true);
    const passed = passedIn(placed);
    for (const set of passed.size === 0 ? [] : (placed.block ?? [])) {
      const [variable, value] = set.directive.args;
      if (set.directive.name.text !== 'set' || variable === undefined || value === undefined) continue;
      if (passed.has(variable.text.replace(/^\$/, '').toLowerCase())) yield* check(set, value, false);
    }
    if (name.text === 'server' && inside === 'upstream' && first !== undefined) yield* checkServer(placed, first);
  },
};

/** Nearly all passes are to `http://`, and servers of upstreams without a scheme; others have no argument. */
function mayBeWrong({ text: name }: Word, first: Word | undefined): boolean {
  return first !== undefined && (name === 'proxy_pass' ? !/^https?:\/\//.test(first.text) : first.text.includes('://'));
}

/** An include may bring `set` lines. */
function maySet(item: Item): boolean {
  return item.kind === 'directive' && (item.name.text === 'set' || item.name.text === 'include');
}

function* check(placed: Placed, word: Word, bare: boolean): Iterable<Finding> {
  const scheme = /^(wss?):\/\//i.exec(word.text)?.[1];
  const at = anchorOf(placed, word);
  if (scheme !== undefined) {
    const right = scheme.toLowerCase() === 'ws' ? 'http' : 'https';
    const outcome = bare ? 'nginx refuses the URL' : 'nginx answers 500';
    yield {
      at,
      message: `nginx knows no \`${scheme}://\`: ${outcome}. A handshake is an HTTP request, so the scheme is \`${right}://\`.`,
      fixes: [changeWord(`Write ${right}://`, placed, word, word.raw.replace(/wss?:/i, `${right}:`), true)],
    };
  } else if (bare && /^(unix:\/|(?![A-Z0-9_]+$)[A-Za-z0-9][\w.-]*(:\d+)?(\/|$))/.test(word.text) && !word.placeholder) {
    yield {
      at,
      message: `\`proxy_pass ${word.text}\` names no scheme: nginx refuses the URL.`,
      fixes: [changeWord('Write http://', placed, word, word.raw.replace(/^(["']?)/, '$1http://'), false)],
    };
  }
}

function* checkServer(placed: Placed, word: Word): Iterable<Finding> {
  const scheme = /^(wss?|https?):\/\//i.exec(word.text)?.[0];
  if (scheme === undefined) return;
  yield {
    at: anchorOf(placed, word),
    message: `A server of an upstream is a host and a port: nginx refuses \`${scheme}\` here. The scheme belongs in \`proxy_pass\`.`,
    fixes: [changeWord(`Remove ${scheme}`, placed, word, word.raw.replace(scheme, ''), true)],
  };
}
