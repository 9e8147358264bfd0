/** A URI in `proxy_pass` takes the place of the location's path, letter by letter; with variables it takes the place of everything (ngx_http_proxy_create_request). */
import { anchorOf } from '../analysis/edits.ts';
import { isSocketio } from '../analysis/evidence.ts';
import type { Finding, Rule } from '../analysis/rule.ts';
import { changeWord } from '../analysis/settle.ts';
import { firstWorkingTarget } from '../analysis/working.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import type { Word } from '../syntax/tree.ts';

export const proxyPassChangesPath: Rule = {
  id: 'proxy-pass-changes-path',
  summary: 'The URI of proxy_pass gives the backend another path than meant',
  severity: 'warning',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass'],

  *checkTarget(target, context) {
    const word = target.pass.directive.args[0];
    if (target.kind !== 'proxy' || word === undefined || word.placeholder || !firstWorkingTarget(target, context)) return;
    const [, authority = '', uri = ''] = /^https?:\/\/([^/]+)(\/.*)$/i.exec(word.text) ?? [];
    if (uri === '' || uri.includes('$')) return;
    if (authority.includes('$')) yield replacedWhole(target, word, uri);
    else if (target.location.modifier === '' || target.location.modifier === '^~') yield* joined(target, word, uri);
  },
};

function replacedWhole({ pass, location }: ProxyTarget, word: Word, uri: string): Finding {
  const bare = word.raw.replace(new RegExp(`${escape(uri)}(["']?)$`), '$1');
  const strips = uri === '/' && location.path !== '/';
  return {
    at: anchorOf(pass, word),
    message: `With a variable in it, \`proxy_pass\` sends \`${uri}\` for every URL: the path behind it and the query are lost.`,
    fixes: strips ? [] : [changeWord('Pass path and query on', pass, word, bare, false)],
  };
}

function* joined({ pass, location: { path } }: ProxyTarget, word: Word, uri: string): Iterable<Finding> {
  const socketio = isSocketio(path);
  const example = socketio ? '/socket.io/?EIO=4' : `${path.replace(/\/$/, '')}/chat`;
  const sent = uri + example.slice(path.length);
  const doubled = !path.endsWith('/') && uri.endsWith('/');
  const glued = path.endsWith('/') && !uri.endsWith('/');
  const lost = socketio && !isSocketio(sent);
  if (!doubled && !glued && !lost) return;
  const [title, right] = lost
    ? ['Pass the path on as it is', word.raw.replace(new RegExp(`${escape(uri)}(["']?)$`), '$1')]
    : doubled
      ? ['Remove the slash at the end', word.raw.replace(/\/(["']?)$/, '$1')]
      : ['Add the slash at the end', word.raw.replace(/(["']?)$/, '/$1')];
  yield {
    at: anchorOf(pass, word),
    // A client that opens the location's path and nothing below it does not notice; Socket.IO's always adds a slash.
    ...(doubled && !socketio ? { severity: 'hint' } : {}),
    message: `\`${uri}\` takes the place of \`${path}\` as it is: the backend receives \`${sent}\` for \`${example}\`.`,
    // Without any URI part the path would not be replaced at all.
    fixes: doubled && uri === '/' && !lost ? [] : [changeWord(title, pass, word, right, false)],
  };
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
