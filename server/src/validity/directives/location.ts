/** Locations: how they are named, where they may stand (ngx_http_core_module.c, ngx_http_core_location; ngx_http.c). */
import { locationArguments } from '../../config/location.ts';
import type { LocationModifier, Placed } from '../../config/model.ts';
import {
  type BlockReader,
  type LocationName,
  type OpenBlock,
  type OwnReader,
  type OwnReaders,
  type Use,
} from '../reading/model.ts';
import { compile, compilePattern } from './script.ts';
import { duplicate, invalid, tell, type Outcome, type Told } from '../reading/told.ts';

export const readLocation: BlockReader = {
  opens: ({ placed }) => ({ context: 'location', location: nameOf(placed) }),
  head: (use) => {
    const { context, location: outer } = use.block;
    const named = nameOf(use.placed);
    if (named === undefined) return tell('invalid-location', `invalid location modifier "${use.args[0]}"`);
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
  if (outer.kind === 'exact')
    return tell('invalid-location', `location "${inner.name}" cannot be inside the exact location "${outer.name}"`);
  if (outer.kind === 'named')
    return tell('invalid-location', `location "${inner.name}" cannot be inside the named location "${outer.name}"`);
  if (inner.kind === 'named') return tell('invalid-location', `named location "${inner.name}" can be on the server level only`);
  if (inner.kind === 'regex' || inner.name.startsWith(outer.name)) return undefined;
  return tell('invalid-location', `location "${inner.name}" is outside location "${outer.name}"`);
}

const methods = new Set('GET HEAD POST PUT DELETE MKCOL COPY MOVE OPTIONS PROPFIND PROPPATCH LOCK UNLOCK PATCH'.split(' '));

export const readLimitExcept: BlockReader = {
  opens: ({ block }) => ({ context: 'limit_except', location: nameless(block) }),
  head: ({ args }) => {
    const bad = args.find((method) => !methods.has(method.toUpperCase()));
    return bad === undefined ? undefined : invalid(`invalid method "${bad}"`);
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
  if (use.earlier.length > 0) return duplicate(use);
  if (block.given.has(other)) return duplicateOther(use, other);
  if (name === 'alias' && block.location?.kind === 'named' && !block.location.noname) {
    return tell('invalid-location', 'the "alias" directive cannot be used inside the named location');
  }
  for (const variable of ['document_root', 'realpath_root']) {
    if (value.includes(`$${variable}`) || value.includes(`\${${variable}}`)) {
      return tell('invalid-variable', `the $${variable} variable cannot be used in the "${name}" directive`);
    }
  }
  return compile(use, name === 'root' && value.endsWith('/') ? value.slice(0, -1) : value);
};

function duplicateOther({ name, block }: Use, other: string): Told {
  const [earlier] = block.given.get(other) ?? [];
  const message = `"${name}" directive is duplicate, "${other}" directive was specified earlier`;
  return tell('duplicate-directive', message, earlier === undefined ? {} : { earlier });
}

export const locationReaders: OwnReaders = {
  root: readRoot,
  alias: readRoot,
};
