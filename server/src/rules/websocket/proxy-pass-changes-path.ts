/** A URI in `proxy_pass` takes the place of the location's path, letter by letter; with variables it takes the place of everything (ngx_http_proxy_create_request). */
import { anchorOf } from '../../config/anchor.ts';
import { isSocketio } from '../../knowledge/websocket/evidence.ts';
import type { Finding, Rule, RuleContext } from '../../analysis/rule.ts';
import { simulateArrival } from '../../handshake/sample.ts';
import { changeWord } from '../../analysis/settle.ts';
import { firstWorkingTarget } from '../../knowledge/websocket/working.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import type { Word } from '../../syntax/tree.ts';

export const proxyPassChangesPath: Rule = {
  id: 'proxy-pass-changes-path',
  summary: 'The URI of proxy_pass gives the backend another path than meant',
  severity: 'warning',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],

  looksAtTarget: ({ kind, pass }) => kind === 'proxy' && authorityAndUri.test(pass.directive.args[0]?.text ?? ''),

  *checkTarget(target, context) {
    const [word] = target.pass.directive.args;
    if (word === undefined || word.placeholder || !firstWorkingTarget(target, context)) return;
    const [, authority = '', uri = ''] = authorityAndUri.exec(word.text) ?? [];
    if (uri === '' || uri.includes('$') || /\$\{?[A-Z]/.test(authority)) return;
    if (authority.includes('$')) yield replacedWhole(target, word, uri);
    else if (target.location.modifier === '' || target.location.modifier === '^~') yield* joined(target, word, uri, context);
  },
};

/** A unix socket has slashes of its own; its URI stands behind a second colon. */
const authorityAndUri = /^https?:\/\/(unix:[^:]+:|(?!unix:)[^/]+)(\/.*)$/i;

function replacedWhole({ pass, location }: ProxyTarget, word: Word, uri: string): Finding {
  const bare = word.raw.replace(new RegExp(`${escape(uri)}(["']?)$`), '$1');
  const strips = uri === '/' && location.path !== '/';
  // A client may open just this URL, and have nothing to say in a query; Socket.IO's have.
  const whole = !isSocketio(location.path) && (location.modifier === '=' || !location.path.endsWith('/'));
  return {
    at: anchorOf(pass, word),
    ...(whole ? { severity: 'hint' } : {}),
    message: `With a variable in it, \`proxy_pass\` sends \`${uri}\` for every URL: the path behind it and the query are lost.`,
    fixes: strips ? [] : [changeWord('Pass path and query on', pass, word, bare, false)],
  };
}

function* joined(target: ProxyTarget, word: Word, uri: string, context: RuleContext): Iterable<Finding> {
  const { path } = target.location;
  const socketio = isSocketio(path);
  const example = path.replace(/\/$/, '') + (socketio && /\.io\/?$/.test(path) ? '/?EIO=4' : '/chat');
  const sent = uri + example.slice(path.length);
  const doubled = !path.endsWith('/') && uri.endsWith('/');
  const glued = path.endsWith('/') && !uri.endsWith('/');
  const lost = socketio && !isSocketio(sent);
  if (!doubled && !glued && !lost) return;
  // A rewrite may have replaced the path before, and another location may take the URL.
  const arrival = simulateArrival(target, context, example);
  if (arrival?.location !== target.location || arrival.upstream?.uri !== sent) return;
  const [title, right] = lost
    ? ['Pass the path on as it is', word.raw.replace(new RegExp(`${escape(uri)}(["']?)$`), '$1')]
    : doubled
      ? ['Remove the slash at the end', word.raw.replace(/\/(["']?)$/, '$1')]
      : ['Add the slash at the end', word.raw.replace(/(["']?)$/, '/$1')];
  yield {
    at: anchorOf(target.pass, word),
    // A client that opens the location's path and nothing below it does not notice; Socket.IO's always adds a slash.
    ...(!socketio && (doubled || path === '/' || path === `${uri}/`) ? { severity: 'hint' } : {}),
    message: `\`${uri}\` takes the place of \`${path}\` as it is: the backend receives \`${sent}\` for \`${example}\`.`,
    // Without any URI part the path would not be replaced at all.
    fixes:
      (doubled && uri === '/' && !lost) || (lost && !/^\/(socket|engine)\.io/i.test(path))
        ? []
        : [changeWord(title, target.pass, word, right, false)],
  };
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
