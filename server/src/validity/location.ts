/** Locations: how they are named, where they may stand (ngx_http_core_module.c, ngx_http_core_location; ngx_http.c). */
import { createScope, type LocationName, type Outcome, type Scope } from './run.ts';
import { compile, compilePattern } from './script.ts';
import { says, type OwnReader, type OwnReaders, type Use } from './use.ts';

const readLocation: OwnReader = (use, inner) => {
  const { run, scope } = use;
  const named = nameOf(use);
  if (named === undefined || typeof named === 'string') return named ?? `invalid location modifier "${use.args[0]}"`;
  const misplaced = scope.context === 'location' && scope.location !== undefined ? misplacedIn(scope.location, named) : undefined;
  if (misplaced !== undefined) return misplaced;
  const location = createScope('location', scope, run.at, named);
  scope.inner.push(location);
  return use.body.read(inner(location));
};

/** `undefined` for an invalid modifier, a message for a pattern that cannot be compiled. */
function nameOf(use: Use): LocationName | string | undefined {
  const [first = '', second] = use.args;
  const glued = second === undefined ? /^(=|\^~|~\*|~)?(.*)$/s.exec(first) : null;
  const modifier = second === undefined ? (glued?.[1] ?? '') : first;
  const name = second ?? glued?.[2] ?? '';
  if (modifier === '~' || modifier === '~*') {
    const error = compilePattern(use, name);
    return typeof error === 'string' ? error : { name, kind: 'regex', noname: false };
  }
  if (modifier === '=') return { name, kind: 'exact', noname: false };
  if (modifier === '^~') return { name, kind: 'prefix', noname: false };
  if (second !== undefined) return undefined;
  return { name, kind: name.startsWith('@') ? 'named' : 'prefix', noname: false };
}

function misplacedIn(outer: LocationName, inner: LocationName): Outcome {
  if (outer.kind === 'exact') return `location "${inner.name}" cannot be inside the exact location "${outer.name}"`;
  if (outer.kind === 'named') return `location "${inner.name}" cannot be inside the named location "${outer.name}"`;
  if (inner.kind === 'named') return `named location "${inner.name}" can be on the server level only`;
  if (inner.kind === 'regex' || inner.name.startsWith(outer.name)) return undefined;
  return `location "${inner.name}" is outside location "${outer.name}"`;
}

const methods = new Set('GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' '));

const readLimitExcept: OwnReader = (use, inner) => {
  const { run, scope, args } = use;
  const bad = args.find((method) => !methods.has(method.toUpperCase()));
  if (bad !== undefined) return `invalid method "${bad}"`;
  const block = createScope('limit_except', scope, run.at, nameless(scope));
  scope.inner.push(block);
  return use.body.read(inner(block));
};

/** The name that `if` and `limit_except` take over from the block around them. */
export function nameless(scope: Scope): LocationName {
  return { ...(scope.location ?? { name: '', kind: 'prefix' }), noname: true };
}

/**
 * Two locations of the same name in one block, as the sorted lists of names show them: the deepest first, then by name.
 * nginx names the second one, at its own place (ngx_http_join_exact_locations).
 */
export function duplicateLocation(scope: Scope): Outcome {
  const locations = scope.inner.filter(({ location, context }) => context === 'location' && location !== undefined);
  const plain = locations.filter(({ location }) => location?.kind === 'prefix' || location?.kind === 'exact').sort(compareNames);
  for (const location of plain) {
    const duplicate = duplicateLocation(location);
    if (duplicate !== undefined) return duplicate;
  }
  for (const [index, second] of plain.entries()) {
    const first = plain[index - 1]?.location;
    if (first?.name !== second.location?.name || first?.kind !== second.location?.kind) continue;
    return { message: `duplicate location "${first?.name}"`, ...second.at };
  }
  return undefined;
}

/** By bytes; of two equal names the exact one comes first (ngx_http_cmp_locations). */
function compareNames(a: Scope, b: Scope): number {
  const order = compareBytes(a.location?.name ?? '', b.location?.name ?? '');
  if (order !== 0) return order;
  return Number(b.location?.kind === 'exact') - Number(a.location?.kind === 'exact');
}

function compareBytes(a: string, b: string): number {
  const left = new TextEncoder().encode(a);
  const right = new TextEncoder().encode(b);
  for (const [index, byte] of left.entries()) {
    const difference = byte - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** `root` and `alias` fill the same field (ngx_http_core_root). */
const readRoot: OwnReader = (use) => {
  const { scope, name, args } = use;
  const [value = ''] = args;
  const other = name === 'root' ? 'alias' : 'root';
  if (use.earlier.length > 0) return says(use, 'is duplicate');
  if (scope.given.has(other)) return `"${name}" directive is duplicate, "${other}" directive was specified earlier`;
  if (name === 'alias' && scope.location?.kind === 'named' && !scope.location.noname) {
    return 'the "alias" directive cannot be used inside the named location';
  }
  for (const variable of ['document_root', 'realpath_root']) {
    if (value.includes(`$${variable}`) || value.includes(`\${${variable}}`)) {
      return `the $${variable} variable cannot be used in the "${name}" directive`;
    }
  }
  return compile(use, name === 'root' && value.endsWith('/') ? value.slice(0, -1) : value);
};

export const locationReaders: OwnReaders = {
  location: readLocation,
  limit_except: readLimitExcept,
  root: readRoot,
  alias: readRoot,
};
