/** try_files, and the content phase where nothing passes the request on: files, indexes, other handlers. */
import { wholeOf } from '../../config/anchor.ts';
import type { Level, Placed } from '../../config/model.ts';
import { originOf } from '../../reference/directives.ts';
import { answerWith, bare, entityOf, pixel } from './conditional.ts';
import { internalRedirect, namedLocation, special, splitArgs } from './error-page.ts';
import { expandWord } from '../values/evaluate.ts';
import { isUnknown } from '../values/exchange.ts';
import { aliasOf, documentRoot, fileAt, fileFor, type FileKind } from '../values/request-file.ts';
import { linkBefore } from '../values/symlinks.ts';
import type { Value } from '../model.ts';
import { answeringLine } from './proxy-targets.ts';
import { bindingsAt, type Answering, type Jump, type Outcome, type Serving } from './serving.ts';
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
  const alias = aliasOf(bindings);
  if (alias !== undefined && !from.exchange.validLocation) return special(serving, from, 500, rewrittenAlias, at);
  for (const word of placed.directive.args.slice(0, -1)) {
    const { value } = expandWord(word, bindings);
    if (isUnknown(value)) continue;
    // What is written decides, not what comes of it (ngx_http_try_files).
    const folder = word.text.endsWith('/');
    const uri = alias === undefined ? value : `${alias}${behindAlias(word.text, value, alias)}`;
    const file = fileFor(uri, { ...bindings, exchange: { ...from.exchange, uriAfterAlias: true } }, expandWord);
    const found = isUnknown(file) ? undefined : there(serving, from, file);
    if (isUnknown(file) || found?.kind !== (folder ? 'folder' : 'file')) continue;
    serving.note(`\`try_files\` finds ${file}`, at);
    if (alias === '' && folder) return from;
    const exchange = { ...from.exchange, uri: folder ? uri.slice(0, -1) : uri, uriAfterAlias: alias === '' };
    return { ...from, exchange };
  }
  serving.note('`try_files` finds none of its files here', at);
  const code = /^=(\d+)$/.exec(last.text)?.[1];
  if (code !== undefined) return special(serving, from, Number(code), '`try_files` finds no file', at);
  const value = expandWord(last, bindings).value;
  if (isUnknown(value)) return { kind: 'unknown', what: value.unknown, at, location: from.location };
  const target = alias === undefined ? value : behindAlias(last.text, value, alias);
  if (target.startsWith('@')) return namedLocation(serving, from, target, at);
  return internalRedirect(serving, from, ...splitArgs(target), at);
}

/** ngx_http_map_uri_to_path. */
const rewrittenAlias = '`alias` stands where the URI was rewritten';

/** Only values with variables lose the location's name. */
function behindAlias(text: string, value: string, alias: string): string {
  return text.includes('$') && value.startsWith(alias) ? value.slice(alias.length) : value;
}

/** Others that answer by themselves send files: `mp4`, `flv`. */
const handlers: Readonly<Record<string, string>> = {
  stub_status: 'shows the status of nginx',
  empty_gif: 'sends an empty picture',
  echo: 'answers by itself',
};

const foreignHandlers = [
  'content_by_lua',
  'content_by_lua_block',
  'content_by_lua_file',
  'js_content',
  'perl',
  'passenger_enabled',
];

/** What directives of other modules are called that make a location answer by itself: `websockify_pass`, `nchan_subscriber`. */
const answering = /^content_handler_|_(?:pass|content|subscriber|publisher|pubsub|websocket)$/;

/** The line by which another module answers, where nothing of nginx's own does. */
function foreignAnswer(level: Level): Placed | undefined {
  for (const name of foreignHandlers) {
    const placed = inForce(level, name).placed.at(-1);
    if (placed !== undefined) return placed;
  }
  return level.lines.find(({ directive: { name } }) => answering.test(name.text) && originOf(name.text) === 'third-party');
}

/** Nothing passes the request on: nginx answers it, from a file if there is one. */
export function answerHere(serving: Serving, from: Answering): Outcome | Jump {
  const { level, location } = from;
  const foreign = foreignAnswer(level);
  if (foreign !== undefined)
    return { kind: 'unknown', what: `what \`${foreign.directive.name.text}\` answers`, at: wholeOf(foreign), location };
  const placed = level.own.get('echo')?.[0] ?? answeringLine(level) ?? (location && answeringLine(location.level));
  const name = placed?.directive.name.text ?? '';
  const what = handlers[name];
  if (placed !== undefined && what !== undefined) {
    const at = wholeOf(placed);
    const isRead = name === 'echo' || ['GET', 'HEAD'].includes(from.exchange.method ?? serving.request.method);
    if (!isRead) return special(serving, from, 405, `\`${name}\` knows GET and HEAD alone`, at);
    return answerWith(serving, from, `\`${name}\` ${what}`, at, name === 'empty_gif' ? pixel : bare);
  }
  // Of the server itself too: where no location takes the request, one may stand there.
  const [hidden] = level.unseen;
  if (hidden !== undefined) return { kind: 'unknown', what: hidden.what, at: undefined, location };
  if (location === undefined && serving.server.at === undefined)
    return { kind: 'unknown', what: around, at: undefined, location };
  return answerFile(serving, from);
}

const around = 'the server that includes this: a location of it may take the request';

function answerFile(serving: Serving, from: Answering): Outcome | Jump {
  const { exchange, location } = from;
  const bindings = bindingsAt(serving, from.level, location, exchange);
  const root = inForce(from.level, 'root').placed.at(-1);
  const at = location?.at === undefined ? (root === undefined ? undefined : wholeOf(root)) : wholeOf(location.at);
  const nothing = 'nothing here passes the request on, and nginx looks for a file';
  const method = exchange.method ?? serving.request.method;
  if (!['GET', 'HEAD', 'POST'].includes(method)) return special(serving, from, 405, nothing, at);
  if (!exchange.validLocation && aliasOf(bindings) !== undefined) return special(serving, from, 500, rewrittenAlias, at);
  if (exchange.uri.endsWith('/')) return indexOf(serving, from, nothing);
  const file = fileFor(exchange.uri, bindings, expandWord);
  const found = isUnknown(file) ? undefined : there(serving, from, file);
  if (isUnknown(file) || found === undefined)
    return special(serving, from, 404, `${nothing} that is not there: \`${text(file)}\``, at);
  if (found.kind === 'unknown') return { ...found, at, location };
  if (found.kind === 'link') return special(serving, from, found.status, `${nothing}: \`${file}\` is behind a link`, at);
  if (found.kind === 'folder') return special(serving, from, 301, `${nothing}: \`${file}\` is a folder`, at);
  if (method === 'POST') return special(serving, from, 405, nothing, at);
  return answerWith(serving, from, `${nothing}: \`${file}\``, at, entityOf(from.level, serving.workspace.stat(file)));
}

/** ngx_http_index_handler, then ngx_http_autoindex_handler. */
function indexOf(serving: Serving, from: Answering, nothing: string): Outcome | Jump {
  const bindings = bindingsAt(serving, from.level, from.location, from.exchange);
  const names = inForce(from.level, 'index').placed.flatMap(({ directive }) => directive.args);
  const values = names.length === 0 ? ['index.html'] : names.map((word) => expandWord(word, bindings).value);
  const at = from.location?.at === undefined ? undefined : wholeOf(from.location.at);
  const folder = fileFor(from.exchange.uri, bindings, expandWord);
  const isMissing = (path: Value): boolean => isUnknown(path) || fileAt(path, serving.workspace) !== 'folder';
  for (const name of values) {
    if (isUnknown(name)) return { kind: 'unknown', what: name.unknown, at, location: from.location };
    if (name.startsWith('/')) return internalRedirect(serving, from, name, from.exchange.args, at);
    const uri = from.exchange.uri + name;
    const found = isUnknown(folder) ? undefined : there(serving, from, folder + name);
    if (found?.kind === 'unknown') return { ...found, at, location: from.location };
    if (found?.kind === 'link' && found.status === 403) return special(serving, from, 403, `${nothing}: the index is a link`, at);
    if (found !== undefined) return internalRedirect(serving, from, uri, from.exchange.args, at);
    // Where the first one is not there, nginx asks whether the folder is (ngx_http_index_test_dir); a root that is not here says nothing.
    if (isMissing(folder) && !isMissing(documentRoot(bindings, expandWord))) break;
  }
  const isThere = !isMissing(folder);
  if (isOn(from.level, 'autoindex') && isThere) {
    return answerWith(serving, from, `${nothing}: the list of a folder`, at, bare);
  }
  const status = isThere ? 403 : 404;
  return special(serving, from, status, `${nothing} in the folder \`${text(documentRoot(bindings, expandWord))}\``, at);
}

type Found =
  | { readonly kind: FileKind }
  /** Kept back by `disable_symlinks`. */
  | { readonly kind: 'link'; readonly status: 403 | 404 }
  | { readonly kind: 'unknown'; readonly what: string };

function there(serving: Serving, from: Answering, file: string): Found | undefined {
  const kind = fileAt(file, serving.workspace);
  if (kind === undefined) return undefined;
  return linkBefore(file, serving.workspace, bindingsAt(serving, from.level, from.location, from.exchange)) ?? { kind };
}

function text(file: Value): string {
  return isUnknown(file) ? file.unknown : file;
}
