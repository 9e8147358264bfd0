/** Locations: how they are named, where they may stand (ngx_http_core_module.c, ngx_http_core_location; ngx_http.c). */
import { locationArguments } from '../../config/location.ts';
import type { LocationModifier, Placed } from '../../config/model.ts';
import {
  says,
  type BlockReader,
  type LocationName,
  type OpenBlock,
  type OwnReader,
  type OwnReaders,
  type Outcome,
} from '../reading/model.ts';
import { compile, compilePattern } from './script.ts';

export const readLocation: BlockReader = {
  opens: ({ placed }) => ({ context: 'location', location: nameOf(placed) }),
  head: (use) => {
    const { context, location: outer } = use.block;
    const named = nameOf(use.placed);
    if (named === undefined) return `invalid location modifier "${use.args[0]}"`;
    const error = named.kind === 'regex' ? compilePattern(use, named.name) : undefined;
    return error ?? (context === 'location' && outer !== undefined ? misplacedIn(outer, named) : undefined);
  },
};

const kinds: Readonly<Record<LocationModifier, LocationName['kind']>> = {
  '': 'prefix',
  '^~': 'prefix',
  '=': 'exact',
  '~': 'regex',
  '~*': 'regex',
  '@': 'named',
};

/** `undefined` for an invalid modifier. */
function nameOf(location: Placed): LocationName | undefined {
  const named = locationArguments(location);
  return named === undefined ? undefined : { name: named.path, kind: kinds[named.modifier], noname: false };
}

function misplacedIn(outer: LocationName, inner: LocationName): Outcome {
  if (outer.kind === 'exact') return `location "${inner.name}" cannot be inside the exact location "${outer.name}"`;
  if (outer.kind === 'named') return `location "${inner.name}" cannot be inside the named location "${outer.name}"`;
  if (inner.kind === 'named') return `named location "${inner.name}" can be on the server level only`;
  if (inner.kind === 'regex' || inner.name.startsWith(outer.name)) return undefined;
  return `location "${inner.name}" is outside location "${outer.name}"`;
}

const methods = new Set('GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' '));

export const readLimitExcept: BlockReader = {
  opens: ({ block }) => ({ context: 'limit_except', location: nameless(block) }),
  head: ({ args }) => {
    const bad = args.find((method) => !methods.has(method.toUpperCase()));
    return bad === undefined ? undefined : `invalid method "${bad}"`;
  },
};

/** The name that `if` and `limit_except` take over from the block around them. */
export function nameless({ location }: Pick<OpenBlock, 'location'>): LocationName {
  return { ...(location ?? { name: '', kind: 'prefix' }), noname: true };
}

/** `root` and `alias` fill the same field (ngx_http_core_root). */
const readRoot: OwnReader = (use) => {
  const { block, name, args } = use;
  const [value = ''] = args;
  const other = name === 'root' ? 'alias' : 'root';
  if (use.earlier.length > 0) return says(use, 'is duplicate');
  if (block.given.has(other)) return `"${name}" directive is duplicate, "${other}" directive was specified earlier`;
  if (name === 'alias' && block.location?.kind === 'named' && !block.location.noname) {
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
  root: readRoot,
  alias: readRoot,
};
