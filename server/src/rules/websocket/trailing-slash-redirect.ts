/** A location that ends in `/` and passes requests on answers the same URL without the slash with 301 (ngx_http_core_find_config_phase), and WebSocket clients follow no redirect. */
import { anchorOf } from '../../config/anchor.ts';
import { appOpens } from '../../knowledge/websocket/app-evidence.ts';
import { isSocketio, namesWebsocket } from '../../knowledge/websocket/evidence.ts';
import { replaceIn } from '../../analysis/edits.ts';
import { allOrNone } from '../../analysis/file-edits.ts';
import type { Fix, Rule, RuleContext } from '../../analysis/rule.ts';
import type { Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';
import { readUrl } from '../../handshake/request/request.ts';
import { simulateArrival } from '../../handshake/sample.ts';
import { changeWord } from '../../analysis/settle.ts';
import { firstWorkingTarget } from '../../knowledge/websocket/working.ts';
import type { ProxyTarget } from '../../handshake/model.ts';

export const trailingSlashRedirect: Rule = {
  id: 'trailing-slash-redirect',
  summary: 'The URL of the WebSocket is answered with a redirect to the same URL with a slash',
  severity: 'error',
  fix: 'review',
  since: '0.1.0',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/ngx_http_core_module.html#location'],
  explains: { verdicts: ['fails'], by: 'nginx' },

  looksAtTarget: ({ location: { path } }) => path.length > 2 && path.startsWith('/') && path.endsWith('/'),

  *checkTarget(target, context) {
    const { path, at } = target.location;
    const word = at?.directive.args.at(-1);
    if (at === undefined || word === undefined || !/^\/.+\/$/.test(path) || !firstWorkingTarget(target, context)) return;
    const bare = path.slice(0, -1);
    // What cannot be seen of the server may have a location for the URL without the slash.
    const { partial, unseen } = target.server.level;
    const known = !partial && unseen.length === 0 && isOpened(bare, target, context);
    // Socket.IO's clients always write the slash.
    const usual = !known && (unlessTold.has(lastSegment(bare)) || appOpens(bare, target, context));
    if (!known && !usual && (namesWebsocket(bare) !== 'strong' || isSocketio(bare))) return;
    const arrival = simulateArrival(target, context, bare);
    if (arrival?.verdict.status !== 301 || arrival.verdict.kind !== 'fails') return;
    yield {
      at: anchorOf(at, word),
      ...(known ? {} : { severity: usual ? 'information' : 'hint' }),
      message: `A client that opens \`${bare}\` gets \`301\` to \`${path}\` instead of a WebSocket: browsers follow no redirect in a handshake.`,
      fixes: takeBare(target, bare, at, word),
    };
  },
};

/** URLs that well-known clients open by default, and nothing below them: Rails' Action Cable, noVNC. */
const defaults = new Set(['/cable', '/websockify']);

/** What the clients of a protocol open unless told otherwise, wherever it is mounted: MQTT's libraries. */
const unlessTold = new Set(['mqtt']);

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** Does somebody say that clients open exactly this: a stated URL, the settings, a comment with a ws:// URL, or a client's default? */
function isOpened(path: string, target: ProxyTarget, context: RuleContext): boolean {
  if (context.statedFor(target.location).some((url) => readUrl(url).target.replace(/\?.*$/s, '') === path)) return true;
  const said = context.websocketUrls.some((url) => url.test(path) && !url.test(`${path}/`));
  const urls = target.location.comments.flatMap((text) => [...text.matchAll(/wss?:\/\/[^\s/]+(\/[^\s?#"'`),;]*)/gi)]);
  return said || defaults.has(path) || urls.some((match) => match[1] === path);
}

/** Without the slash in the location; a URI that takes its place loses the same one, and none that is only a slash can. */
function takeBare({ pass, level, location }: ProxyTarget, bare: string, at: Placed, word: Word): readonly Fix[] {
  const title = `Take ${bare} too`;
  const [url] = pass.directive.args;
  const [, uri = ''] = /^\w+:\/\/[^/]+(\/.*)$/.exec(url?.text ?? '') ?? [];
  const without = (raw: string): string => raw.replace(/\/(["']?)$/, '$1');
  if (uri === '') return [changeWord(title, at, word, without(word.raw), false)];
  const isOwn = level === location.level && pass.includedBy === undefined && pass.path === at.path;
  if (url === undefined || !isOwn || uri.length < 3 || !uri.endsWith('/') || url.variables.length > 0) return [];
  const edits: Fix['edits'] = ({ workspace }) =>
    allOrNone([replaceIn(workspace, at, word, without(word.raw)), replaceIn(workspace, pass, url, without(url.raw))]);
  return [{ title, safe: false, edits }];
}
