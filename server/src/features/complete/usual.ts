/** Values that are mostly written where anything may be: targets of redirects, conditions, headers' values, addresses in use. */
import { usualParameters } from '../../reference/cgi.ts';
import { usualHeaderValues } from '../../reference/headers.ts';
import { allLocations } from '../../handshake/routing/proxy-targets.ts';
import type { Completion, Scene } from './model.ts';
import { serversAt } from './names.ts';

export function value(label: string, rank: number, detail?: string): Completion {
  return { kind: 'value', label, insert: label, rank, ...(detail !== undefined && { detail }) };
}

export function usualValues(scene: Scene): readonly Completion[] {
  const [name = '', ...given] = scene.cursor.before;
  switch (name) {
    case 'fastcgi_param':
    case 'uwsgi_param':
    case 'scgi_param':
      return parameters(name, given);
    case 'return':
      return /^30[12378]$/.test(given[0] ?? '') && given.length === 1
        ? listed(['https://$host$request_uri', '$scheme://$host$request_uri'], 0)
        : [];
    case 'add_header':
      if (given.length === 1) return listed(usualHeaderValues(given[0] ?? ''), 0);
      return given.length === 2 ? [value('always', 1, 'whatever the status')] : [];
    case 'location':
      return given.length === 1 ? listed((given[0] ?? '').startsWith('~') ? patterns : paths, 1) : [];
    case 'if':
      return conditions(scene.cursor.typed, given);
    case 'map':
      return given.length === 1 && given[0] === '$http_upgrade' ? newVariable(scene) : [];
    case 'proxy_pass':
      return given.length === 0 ? addressesInUse(scene) : [];
    case 'auth_request':
    case 'mirror':
      return given.length === 0 ? exactLocations(scene) : [];
    default:
      return [];
  }
}

const patterns = ['\\.php$', '\\.(?:css|js|png|svg|woff2)$', '^/(?:ws|socket\\.io)/'];
const paths = ['/', '/ws/', '/socket.io/', '/api/'];

function listed(labels: readonly string[], rank: number): readonly Completion[] {
  return labels.map((it, index) => value(it, rank + index / 100));
}

function parameters(name: string, [parameter, ...more]: readonly string[]): readonly Completion[] {
  const all = usualParameters(name);
  if (parameter === undefined)
    return all.map(([it, sent], index) => ({ ...value(it, 1 + index / 100, sent), kind: 'header' as const }));
  const sent = more.length === 0 ? all.find(([it]) => it === parameter)?.[1] : undefined;
  return sent === undefined ? [] : [value(sent, 0, 'as nginx’s packages send it')];
}

/** Of the module ngx_http_rewrite_module: `if ($variable = value)`, `if (-f file)`. */
function conditions(typed: string, given: readonly string[]): readonly Completion[] {
  const [variable, operator] = given;
  if (variable === undefined) {
    const open = typed.startsWith('(') ? '(' : '';
    if (open === '') return [];
    return listed(['($request_method', '($http_upgrade', '($host', '($scheme', '(-f', '(!-f', '(-d', '(!-d', '(-e', '(!-e'], 1);
  }
  if (!variable.includes('$')) return [];
  if (operator === undefined) return listed(['=', '!=', '~', '~*', '!~', '!~*'], 1);
  const compared = given.length === 2 ? (operands[variable.replace('(', '')] ?? []) : [];
  return listed(compared, 1);
}

const operands: Readonly<Record<string, readonly string[]>> = {
  __proto__: null as never,
  $request_method: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'],
  $scheme: ['http', 'https'],
  $http_upgrade: ['websocket'],
  $http_x_forwarded_proto: ['http', 'https'],
};

function newVariable({ analysis: { config } }: Scene): readonly Completion[] {
  const isTaken = config.http?.environment.variables.has('connection_upgrade') === true;
  return isTaken ? [] : [{ ...value('$connection_upgrade', 1, 'a new variable'), kind: 'variable' }];
}

/** Where other locations of the configuration pass to, each once. */
function addressesInUse(scene: Scene): readonly Completion[] {
  const { analysis, cursor } = scene;
  const own = cursor.around.at(-1);
  const written = (analysis.config.http?.servers ?? []).slice(0, mostServers).flatMap(({ locations }) =>
    allLocations(locations.all()).flatMap(({ at, level }) => {
      if (at !== undefined && at.directive === own) return [];
      return (level.own.get('proxy_pass') ?? []).map(({ directive }) => directive.args[0]?.text ?? '');
    }),
  );
  const bare = written.map((it) => /^https?:\/\/[^/$]+/.exec(it)?.[0] ?? '').filter((it) => it !== '');
  return [...new Set(bare)].slice(0, mostAddresses).map((it) => value(it, 1.5, 'in use'));
}

const mostServers = 200;
const mostAddresses = 20;

function exactLocations(scene: Scene): readonly Completion[] {
  const paths = serversAt(scene).flatMap(({ locations }) =>
    allLocations(locations.all()).flatMap(({ modifier, path }) => (modifier === '=' ? [path] : [])),
  );
  return [...new Set(paths)].map((it): Completion => ({ ...value(it, 1, 'location'), kind: 'name' }));
}
