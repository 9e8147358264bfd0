/** The edits that fit a configuration to the stage: where it listens, where it passes requests to, which files it names. */
import type { Config } from '../../../server/src/config/model.ts';
import type { Directive, Item, SyntaxTree, TextEdit, Word } from '../../../server/src/syntax/tree.ts';
import { folder as root } from '../../support/cases.ts';

export interface Surroundings {
  readonly folder: string;
  readonly listenOn: (port: number) => number;
  /** host:port of plain backends; the second one is for the second server of an upstream. */
  readonly backends: readonly [string, string];
  readonly tlsBackend: string;
  /** Names of upstream blocks, lower case. */
  readonly upstreams: readonly string[];
}

export function adaptEdits(tree: SyntaxTree, where: Surroundings): readonly TextEdit[] {
  return tree.root.items.flatMap((item) => editsIn(item, [], tree, where));
}

/** Host names that `proxy_pass` names become upstreams: nginx then needs no resolver, and sends the name on. */
export function hostsOf(config: Config, where: Surroundings): readonly (readonly [host: string, address: string])[] {
  const found = new Map<string, string>();
  const texts = (directives: Config['directives']): readonly string[] =>
    directives.flatMap(({ directive, block }) => [
      ...(passNames.has(directive.name.text) ? [directive.args[0]?.text ?? ''] : []),
      ...texts(block ?? []),
    ]);
  for (const text of texts(config.directives)) {
    const [, scheme = '', host = ''] = /^(https?:\/\/)([\w.-]+)(?::\d+)?(?:\/|$)/i.exec(text) ?? [];
    if (host === '' || isAddress(host) || where.upstreams.includes(host.toLowerCase())) continue;
    found.set(host, /^https/i.test(scheme) ? where.tlsBackend : where.backends[0]);
  }
  return [...found];
}

const passNames = new Set(['proxy_pass', 'grpc_pass', 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass']);
const removed = new Set(['user', 'pid', 'error_log', 'access_log', 'load_module', 'ssl_dhparam', 'daemon', 'master_process']);

function editsIn(item: Item, around: readonly Directive[], tree: SyntaxTree, where: Surroundings): readonly TextEdit[] {
  const start = tree.startOf(item);
  if (item.kind !== 'directive' || start === undefined) return [];
  const own = editsOf(item, around, where).map((edit) => ({ ...edit, start: start + edit.start, end: start + edit.end }));
  return [...own, ...(item.block?.items ?? []).flatMap((inner) => editsIn(inner, [...around, item], tree, where))];
}

/** Offsets count from the directive's start. */
function editsOf(directive: Directive, around: readonly Directive[], where: Surroundings): readonly TextEdit[] {
  const name = directive.name.text;
  const [first, second] = directive.args;
  const outer = around.at(-1)?.name.text;
  const replace = (word: Word | undefined, text: string | undefined): readonly TextEdit[] =>
    word === undefined || text === undefined || text === word.text ? [] : [{ start: word.start, end: word.end, newText: text }];
  if (removed.has(name)) return [{ start: 0, end: directive.end, newText: '' }];
  if (passNames.has(name)) return replace(first, passTo(first?.text ?? '', where));
  if (outer === 'map') return replace(first, /^[\w.-]+:\d+$/.test(first?.text ?? '') ? where.backends[0] : undefined);
  switch (name) {
    case 'listen':
      // Without IPv6 a machine refuses it.
      if (first?.text.startsWith('[') === true) return [{ start: 0, end: directive.end, newText: '' }];
      return replace(first, listenAt(first?.text ?? '', where));
    case 'server':
      if (outer === 'upstream') return replace(first, serverAt(directive, around.at(-1), first?.text ?? '', where));
      return directive.block === undefined || listens(directive) || around.some((it) => it.name.text === 'stream')
        ? []
        : [
            {
              start: directive.block.open + 1,
              end: directive.block.open + 1,
              newText: ` listen 127.0.0.1:${where.listenOn(80)};`,
            },
          ];
    case 'set':
      return replace(second, hostValue(first?.text ?? '', second?.text ?? '', where));
    case 'ssl_certificate':
      return replace(first, `${where.folder}/cert.pem`);
    case 'ssl_certificate_key':
      return replace(first, `${where.folder}/key.pem`);
    case 'include':
      return replace(first, first?.text.replace(root, `${where.folder}/`));
    case 'proxy_cache_path':
      return replace(first, `${where.folder}/cache`);
    default:
      return [];
  }
}

function listens({ block }: Directive): boolean {
  return block?.items.some((item) => item.kind === 'directive' && item.name.text === 'listen') === true;
}

function listenAt(address: string, { listenOn }: Surroundings): string | undefined {
  if (address.startsWith('unix:')) return undefined;
  const port = /(?:^|:)(\d+)$/.exec(address)?.[1];
  return `127.0.0.1:${listenOn(port === undefined ? 80 : Number(port))}`;
}

/** Keeps scheme, path and variables; what is no address of a backend (an upstream, a name without a port) stays. */
function passTo(url: string, where: Surroundings): string | undefined {
  const [, portless] = /^(\w+:\/\/\$\w+:)\d+/.exec(url) ?? [];
  if (portless !== undefined)
    return url.replace(/:\d+/, `:${portOf(/^(?:https|wss):/i.test(url) ? where.tlsBackend : where.backends[0])}`);
  const match = /^((?:\w+:\/\/)?)(?!\w+:\/\/)([^/$]+)(.*)$/s.exec(url);
  const [, scheme = '', host = '', rest = ''] = match ?? [];
  if (host === '' || host.startsWith('unix:') || where.upstreams.includes(host.toLowerCase())) return undefined;
  // An upstream takes the name's place, without a port.
  if (!isAddress(host)) return host.includes(':') ? `${scheme}${host.slice(0, host.indexOf(':'))}${rest}` : undefined;
  const address = /^(?:https|wss):/i.test(scheme) ? where.tlsBackend : where.backends[0];
  return `${scheme}${address}${rest}`;
}

function serverAt(server: Directive, upstream: Directive | undefined, address: string, where: Surroundings): string | undefined {
  if (address.startsWith('unix:')) return undefined;
  const servers = (upstream?.block?.items ?? []).filter((item) => item.kind === 'directive' && item.name.text === 'server');
  const scheme = /^\w+:\/\//.exec(address)?.[0] ?? '';
  return scheme + (servers.indexOf(server) % 2 === 0 ? where.backends[0] : where.backends[1]);
}

/** `set $app 127.0.0.1:3000`, `set $upstream_app jellyfin`, `set $upstream_port 8096`. */
function hostValue(variable: string, value: string, where: Surroundings): string | undefined {
  const [, scheme = '', rest = value] = /^(\w+:\/\/)(.*)$/.exec(value) ?? [];
  if (/^[\w.-]+:\d+$/.test(rest)) return scheme + where.backends[0];
  if (variable.endsWith('_port')) return portOf(where.backends[0]);
  return /_(?:app|host|upstream)$/.test(variable) && /^[\w.-]+$/.test(value) ? '127.0.0.1' : undefined;
}

function portOf(address: string): string {
  return address.slice(address.indexOf(':') + 1);
}

function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+/.test(host) || host.startsWith('[') || host.startsWith('localhost');
}
