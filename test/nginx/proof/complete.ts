/** Makes a case of a rule run: fragments get what is around them; ports, backends and paths become those of the stage. */
import { applyEdits } from '../../../server/src/analysis/edits.ts';
import { buildConfig } from '../../../server/src/config/build.ts';
import type { Config, FileContext } from '../../../server/src/config/model.ts';
import type { SyntaxTree } from '../../../server/src/syntax/tree.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { folder as root } from '../../support/cases.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { adaptEdits, hostsOf, type Surroundings } from './adapt.ts';

type Texts = ReadonlyMap<string, string>;

/** Texts to write into `folder`; `nginx.conf` is the main one. `before` says what the case was before a fix: a fix changes no context. */
export function complete(
  templates: Texts,
  folder: string,
  parser: Parser,
  where: Omit<Surroundings, 'folder' | 'upstreams'>,
): Texts {
  const files = new Map([...templates].map(([name, text]) => [name, filledIn(text)]));
  const config = readCase(files, parser);
  const workspace = memoryWorkspace(parser, absolute(files));
  const upstreams = [...(config.http?.environment.upstreams.keys() ?? [])];
  const surroundings = { ...where, folder, upstreams };
  const out = new Map<string, string>();
  for (const name of files.keys()) {
    const file = workspace.open(root + name);
    if (!('unreadable' in file)) out.set(name, adapted(file.tree, surroundings));
  }
  for (const { kind, path } of config.includeProblems) {
    if (kind === 'missing' && path.startsWith(root) && !/[*?[]/.test(path)) out.set(path.slice(root.length), '');
  }
  const [main = 'nginx.conf'] = files.keys();
  const hosts = hostsOf(config, surroundings);
  const settings = [
    'access_log off;',
    ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`),
    ...(config.files.some((path) => /\bssl\b/.test(files.get(path.slice(root.length)) ?? ''))
      ? [`ssl_certificate ${folder}/cert.pem;`, `ssl_certificate_key ${folder}/key.pem;`]
      : []),
    ...hosts.map(([host, address]) => `upstream ${host} { server ${address}; }`),
  ].join(' ');
  if (config.context === 'main') {
    const text = out.get(main) ?? '';
    out.set(
      main,
      text.replace(/(^|\s)http\s*\{/, (opening) => `${opening} ${settings}`),
    );
    if (main !== 'nginx.conf') out.set('nginx.conf', out.get(main) ?? '');
    return out;
  }
  const text = `${out.get(main) ?? ''}${leftOut([...out.values()].join('\n'))}`;
  const whole = /^# nginx-handshake: context (?:server|location)$/m.test(text);
  const { http, rest, level } = whole ? { http: '', rest: text, level: config.context } : split(text, config.context, parser);
  const port = /(^|\s)listen\s/.test(rest) ? '' : ` listen 127.0.0.1:${where.listenOn(80)};`;
  const inner = level === 'location' ? `location / { ${rest}\n}` : rest;
  const server = rest.trim() === '' ? '' : `server {${port}\n${inner}\n}`;
  out.delete(main);
  out.set('nginx.conf', `events {}\nhttp { ${settings}\n${http}\n${server}\n}\n`);
  return out;
}

/** The map that whoever posts a location leaves out. */
function leftOut(texts: string): string {
  const isLeftOut = texts.includes('$connection_upgrade;') && !/\bmap\b[^{]*\$connection_upgrade\b/.test(texts);
  return isLeftOut ? "\nmap $http_upgrade $connection_upgrade { default upgrade; '' close; }\n" : '';
}

/** What envsubst makes of a template's placeholders. */
function filledIn(text: string): string {
  return text.replace(/\$\{([A-Z][A-Z0-9_]*)\}/g, (_, name: string) => (name.includes('PORT') ? '80' : '127.0.0.1'));
}

/** The case as the analysis reads it, in its own folder. */
export function readCase(files: Texts, parser: Parser): Config {
  const [main = ''] = files.keys();
  return buildConfig(memoryWorkspace(parser, absolute(files)), root + main);
}

export function absolute(files: Texts): Texts {
  return new Map([...files].map(([name, text]) => [root + name, text]));
}

function adapted(tree: SyntaxTree, surroundings: Surroundings): string {
  const text = applyEdits(tree.text, adaptEdits(tree, surroundings));
  if (text === undefined) throw new Error(`edits overlap:\n${tree.text}`);
  return text;
}

const httpBlocks = new Set(['server', 'upstream', 'map', 'geo', 'split_clients', 'types', 'match']);
const passes = new Set(['proxy_pass', 'grpc_pass', 'uwsgi_pass', 'scgi_pass', 'fastcgi_pass']);

/** A fragment may mix levels: maps and servers go to http, what is left into a server or location. */
function split(
  text: string,
  context: FileContext,
  parser: Parser,
): { readonly http: string; readonly rest: string; readonly level: string } {
  if (context === 'http') return { http: text, rest: '', level: 'server' };
  const { root: top } = parser.parse(text);
  let http = '';
  let rest = '';
  let from = 0;
  for (const [index, item] of top.items.entries()) {
    const end = (top.starts[index] ?? 0) + item.end;
    const belongs = item.kind === 'directive' && item.block !== undefined && httpBlocks.has(item.name.text);
    if (belongs) http += text.slice(from, end);
    else rest += text.slice(from, end);
    from = end;
  }
  const pass = top.items.some((item) => item.kind === 'directive' && passes.has(item.name.text));
  return { http, rest: rest + text.slice(from), level: context === 'location' || pass ? 'location' : 'server' };
}
