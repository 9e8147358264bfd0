/** try_files, and the content phase where nothing passes the request on: files, indexes, other handlers. */
import type { Placed } from '../../config/model.ts';
import { wholeOf } from '../../config/anchor.ts';
import { internalRedirect, namedLocation, special, splitArgs, type Answering } from './error-page.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import { documentRoot, fileAt, fileFor, type FileKind } from '../values/request-file.ts';
import type { Value } from '../model.ts';
import { bindingsAt, type Jump, type Outcome, type Serving } from './serving.ts';
import { isOn, inForce } from '../values/in-force.ts';

/**
 * Runs before any pass of the same location; only the level's own line counts. `undefined`: go on here, with the URI of
 * the file that was found. What the workspace does not show is taken as absent (ngx_http_try_files_handler).
 */
export function tryFiles(serving: Serving, from: Answering): Outcome | Jump | Answering | undefined {
  const placed = from.level.own.get('try_files')?.at(-1);
  const last = placed?.directive.args.at(-1);
  if (placed === undefined || last === undefined) return undefined;
  const at = wholeOf(placed);
  const bindings = bindingsAt(serving, from.level, from.location, from.exchange);
  for (const word of placed.directive.args.slice(0, -1)) {
    const { value } = expandWord(word, bindings);
    if (isUnknown(value)) continue;
    const folder = value.endsWith('/');
    const file = fileFor(withoutAlias(value, from), bindings, expandWord);
    if (isUnknown(file) || fileAt(file, serving.workspace) !== (folder ? 'folder' : 'file')) continue;
    serving.note(`\`try_files\` finds ${file}`, at);
    return { ...from, exchange: { ...from.exchange, uri: folder ? value.slice(0, -1) : value } };
  }
  serving.note('`try_files` finds none of its files here', at);
  const code = /^=(\d+)$/.exec(last.text)?.[1];
  if (code !== undefined) return special(serving, from, Number(code), '`try_files` finds no file', at);
  const target = expandWord(last, bindings).value;
  if (isUnknown(target)) return { kind: 'unknown', what: target.unknown, at, location: from.location };
  if (target.startsWith('@')) return namedLocation(serving, from, target, at);
  return internalRedirect(serving, from, ...splitArgs(target), at);
}

/** Under `alias` the names of files lose the location's part too. */
function withoutAlias(uri: string, { level, location }: Answering): string {
  return level.own.has('alias') && location !== undefined && !uri.startsWith(location.path) ? location.path + uri : uri;
}

const handlers: Readonly<Record<string, string>> = {
  stub_status: 'shows the status of nginx',
  empty_gif: 'sends an empty picture',
  echo: 'answers by itself',
  mp4: 'sends a film',
  flv: 'sends a film',
};

const foreignHandlers = [
  'content_by_lua',
  'content_by_lua_block',
  'content_by_lua_file',
  'js_content',
  'perl',
  'passenger_enabled',
  'push_stream_websocket',
  'nchan_subscriber',
  'nchan_pubsub',
];

/** Nothing passes the request on: nginx answers it, from a file if there is one. */
export function answerHere(serving: Serving, from: Answering): Outcome | Jump {
  const { level, location } = from;
  for (const name of foreignHandlers) {
    const placed = inForce(level, name).placed.at(-1);
    if (placed !== undefined) return { kind: 'unknown', what: `what \`${name}\` answers`, at: wholeOf(placed), location };
  }
  for (const [name, what] of Object.entries(handlers)) {
    const placed = level.own.get(name)?.[0];
    if (placed !== undefined) return finish(from, 200, `\`${name}\` ${what}`, placed);
  }
  const hidden = location === undefined ? undefined : level.unseen[0];
  if (hidden !== undefined) return { kind: 'unknown', what: hidden.what, at: undefined, location };
  return answerFile(serving, from);
}

function answerFile(serving: Serving, from: Answering): Outcome | Jump {
  const { exchange, location } = from;
  const bindings = bindingsAt(serving, from.level, location, exchange);
  const root = inForce(from.level, 'root').placed.at(-1);
  const at = location?.at === undefined ? (root === undefined ? undefined : wholeOf(root)) : wholeOf(location.at);
  const nothing = 'nothing here passes the request on, and nginx looks for a file';
  const method = exchange.method ?? serving.request.method;
  if (!['GET', 'HEAD', 'POST'].includes(method)) return special(serving, from, 405, nothing, at);
  if (exchange.uri.endsWith('/')) return indexOf(serving, from, nothing);
  const file = fileFor(exchange.uri, bindings, expandWord);
  const kind = there(serving, file);
  if (kind === undefined) return special(serving, from, 404, `${nothing} that is not there: \`${text(file)}\``, at);
  if (method === 'POST') return special(serving, from, 405, nothing, at);
  if (kind === 'folder') return special(serving, from, 301, `${nothing}: \`${text(file)}\` is a folder`, at);
  return { kind: 'answer', status: statusOf(from, 200), reason: `${nothing}: \`${text(file)}\``, at, location };
}

/** ngx_http_index_handler, then ngx_http_autoindex_handler. */
function indexOf(serving: Serving, from: Answering, nothing: string): Outcome | Jump {
  const bindings = bindingsAt(serving, from.level, from.location, from.exchange);
  const placed = inForce(from.level, 'index').placed.at(-1);
  const names = placed?.directive.args ?? [];
  const values = names.length === 0 ? ['index.html'] : names.map((word) => expandWord(word, bindings).value);
  const at = from.location?.at === undefined ? undefined : wholeOf(from.location.at);
  for (const name of values) {
    if (isUnknown(name)) continue;
    if (name.startsWith('/')) return internalRedirect(serving, from, name, from.exchange.args, at);
    const uri = from.exchange.uri + name;
    if (there(serving, fileFor(uri, bindings, expandWord)) !== undefined)
      return internalRedirect(serving, from, uri, from.exchange.args, at);
  }
  if (isOn(from.level, 'autoindex')) {
    return {
      kind: 'answer',
      status: statusOf(from, 200),
      reason: `${nothing}: the list of a folder`,
      at,
      location: from.location,
    };
  }
  const folder = fileFor(from.exchange.uri, bindings, expandWord);
  const status = there(serving, isUnknown(folder) ? folder : folder.replace(/\/$/, '')) === 'folder' ? 403 : 404;
  return special(serving, from, status, `${nothing} in the folder \`${text(documentRoot(bindings, expandWord))}\``, at);
}

function there(serving: Serving, file: Value): FileKind | undefined {
  return isUnknown(file) ? undefined : fileAt(file, serving.workspace);
}

function text(file: Value): string {
  return isUnknown(file) ? file.unknown : file;
}

function finish(from: Answering, status: number, reason: string, placed: Placed): Outcome {
  return { kind: 'answer', status: statusOf(from, status), reason, at: wholeOf(placed), location: from.location };
}

/** The status that an `error_page` on the way has set outranks the handler's own. */
export function statusOf({ exchange }: Answering, status: number): number {
  return exchange.answerAs === undefined || exchange.answerAs === 0 ? status : exchange.answerAs;
}
