/** Locations: exact, prefix, `^~`, regex and named ones, nested, with paths that overlap. */
import { handlerLines, ifBlock, passUrl } from './handlers.ts';
import { headerLines, shuffled } from './headers.ts';
import { block, currentPaths, markLine, type World } from './world.ts';

const prefixes = [
  '/',
  '/ws',
  '/ws/',
  '/ws/chat',
  '/ws/chat/',
  '/api',
  '/api/',
  '/api/ws',
  '/api/ws/',
  '/socket.io/',
  '/WS',
  '/w',
  '/a b',
  '/é',
  '/live',
  '/x/y/z',
  'ws',
  '^/ws',
  '/ws/*',
  '/app.ws',
];
const regexes = [
  '^/ws',
  '^/ws/',
  '/ws$',
  '\\.ws$',
  '^/api/(.*)$',
  '^/(?<service>\\w+)/ws',
  '/WS',
  '"^/ws/[0-9]{1,3}$"',
  '^/(ws|api)/(chat|ws)',
  'chat',
  '^/$',
  '/$',
  '^/ws/?$',
  '^/(?!api)',
  '(?i)^/LIVE',
];

/** All locations of a server; named ones exist in `world.named` before their users are written. */
export function locationBlocks(world: World): readonly string[] {
  const { random } = world;
  for (const name of random.some(['@backend', '@ws', '@fallback'], 2)) world.named.push(name);
  const taken = new Set<string>();
  const count = 1 + random.int(6);
  const ordinary = Array.from({ length: count }, () => locationBlock(world, '', taken, 0)).filter((it) => it !== undefined);
  const root =
    random.chance(0.5) && !taken.has('/') ? [block('location /', contents(world, { regex: false, named: false }, []))] : [];
  const named = world.named.map((name) => block(`location ${name}`, contents(world, { regex: false, named: true }, [])));
  return shuffled(world, [...ordinary, ...root, ...named]);
}

function locationBlock(world: World, outer: string, taken: Set<string>, depth: number): string | undefined {
  const { random } = world;
  const regex = random.chance(0.25);
  const path = regex ? random.pick(regexes) : nestedPrefix(world, outer);
  if (path === undefined) return undefined;
  const modifier = regex ? random.pick(['~', '~', '~*']) : random.pick(['', '', '', '', '=', '^~']);
  const key = regex ? `${modifier} ${path}` : modifier === '=' ? `= ${path}` : path;
  if (taken.has(key)) return undefined;
  taken.add(key);
  currentPaths(world).push(regex ? sample(path) : path);
  const inner = new Set<string>();
  const mayNest = depth < 2 && !regex && modifier !== '=' && random.chance(0.25);
  const nested = mayNest
    ? Array.from({ length: 1 + random.int(2) }, () => locationBlock(world, path, inner, depth + 1)).filter(
        (it) => it !== undefined,
      )
    : [];
  const quoted = /[ ;{}]/.test(path) && !path.startsWith('"') ? `"${path}"` : path;
  const head =
    random.chance(0.1) && modifier !== ''
      ? `location ${modifier}${quoted.startsWith('"') ? ` ${quoted}` : quoted}`
      : `location ${modifier === '' ? '' : `${modifier} `}${quoted}`;
  return block(head, contents(world, { regex, named: false }, nested));
}

function contents(
  world: World,
  place: { readonly regex: boolean; readonly named: boolean },
  nested: readonly string[],
): readonly string[] {
  const { random } = world;
  const inIf = random.chance(0.12) ? [ifBlock(world, `proxy_pass ${passUrl(world, place, true)};`)] : [];
  const page = random.chance(0.12) ? [errorPage(world)] : [];
  return [
    markLine(world),
    ...shuffled(world, [...headerLines(world, false), ...handlerLines(world, place), ...inIf, ...page, ...nested]),
  ];
}

/** Intercepted or made by nginx itself, by `return` or by an access rule. */
export function errorPage({ random, named }: World): string {
  const codes = random.pick(['404', '403', '418', '401 403', '500 502 503', '426', '301', '404 =200', '403 =']);
  return `error_page ${codes} ${random.pick(['/ws', '/api/ws', '/error.html', 'http://other.example.com/', '/live?x=1', '/ws$uri', '/api/ws?from=$uri&$args', '/ws$is_args$args', ...named, ...named])};`;
}

/** A prefix that the outer one begins; none when the list has no such. */
function nestedPrefix({ random }: World, outer: string): string | undefined {
  const possible = prefixes.filter((prefix) => prefix.startsWith(outer));
  return possible.length === 0 ? undefined : random.pick(possible);
}

/** A path that the expression matches, more or less. */
function sample(regex: string): string {
  const plain = regex
    .replace(/"|\(\?<\w+>|\(\?[!i][^)]*\)|\^|\$|\?/g, '')
    .replaceAll('\\w+', 'abc')
    .replaceAll('\\.', '.')
    .replace(/\[0-9\]\{1,3\}/, '12')
    .replaceAll('(.*)', 'some')
    .replace(/\((\w+)\|(\w+)\)/g, '$2')
    .replace(/[()]/g, '');
  return plain.startsWith('/') ? plain : `/${plain}`;
}
