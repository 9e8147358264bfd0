/** The names in a directive that stand for something which is defined somewhere: variables, upstreams, named locations, log formats, zones. */
import type { Placed } from '../../config/model.ts';
import { variableUses } from '../../knowledge/variable-use.ts';
import { createKeeping } from '../../query/derived.ts';
import { sameList } from '../../query/same.ts';
import { originOf } from '../../reference/directives.ts';
import type { Span, Word } from '../../syntax/tree.ts';

export type NameKind = 'variable' | 'upstream' | 'named location' | 'log format' | 'zone';

/** Offsets count from the directive's start. */
export interface Mention extends Span {
  readonly kind: NameKind;
  /** As nginx compares it: variables and upstreams in lower case. */
  readonly name: string;
  /** Of the name alone, without `$` and braces: what a rename replaces. */
  readonly core: Span;
  readonly isDefinition: boolean;
}

/** In their order. `around`: the names of the blocks around, outermost first; `textOf` gives a part of the directive's text. */
export function mentionsOf(placed: Placed, around: readonly string[], textOf: (span: Span) => string): readonly Mention[] {
  const { directive } = placed;
  const known = kept.get(directive);
  if (known !== undefined && sameList(known.around, around)) return known.mentions;
  const mentions = [...definitions(placed), ...uses(placed, around), ...inLua(placed, textOf)].sort((a, b) => a.start - b.start);
  kept.set(directive, { around, mentions });
  return mentions;
}

const kept = createKeeping<{ readonly around: readonly string[]; readonly mentions: readonly Mention[] }>();

function definitions(placed: Placed): readonly Mention[] {
  const { name, args, block } = placed.directive;
  const [first] = args;
  const variables = placed.holds.variables
    .filter(({ at }) => at === placed)
    .flatMap((it) => variableDefinitions(placed, it.name));
  const isBlock = block !== undefined;
  if (first === undefined) return variables;
  if (name.text === 'upstream' && isBlock) return [whole('upstream', first, true)];
  if (name.text === 'location' && first.text.startsWith('@')) return [whole('named location', first, true)];
  if (name.text === 'log_format') return [whole('log format', first, true)];
  return [...variables, ...zones(name.text, args, true)];
}

/** Where a variable gets its name: a word of its own, or a group of a pattern. */
function variableDefinitions({ directive, block }: Placed, variable: string): readonly Mention[] {
  const own = directive.args.find(({ text }) => text.toLowerCase() === `$${variable}`);
  if (own !== undefined) return [variableAt(variable, own.start, own.end, inside(own, '$'), true)];
  const group = new RegExp(`\\(\\?P?[<'](${variable})[>']`, 'gi');
  // Keys of a map stand in lines of their own.
  const words = directive.name.text === 'map' && block !== undefined ? [] : directive.args;
  return words.flatMap(({ raw, start }) =>
    [...raw.matchAll(group)].map((match) => {
      const from = start + match.index + match[0].length - 1 - variable.length;
      return variableAt(variable, from, from + variable.length, { start: from, end: from + variable.length }, true);
    }),
  );
}

function uses(placed: Placed, around: readonly string[]): readonly Mention[] {
  const { name, args } = placed.directive;
  const found: Mention[] = variableReferences(placed, around).map(({ name: variable, start, end }) => {
    const isBraced = end - start > variable.length + 1;
    const core = isBraced ? { start: start + 2, end: end - 1 } : { start: start + 1, end };
    return variableAt(variable.toLowerCase(), start, end, core, false);
  });
  if (around.at(-1) === 'map') found.push(...keyGroups(name));
  const [first] = args;
  if (name.text.endsWith('_pass') && first !== undefined) found.push(...passed(first));
  if (jumps.has(name.text)) {
    const last = args.at(-1);
    if (last?.text.startsWith('@') === true && last.variables.length === 0) found.push(whole('named location', last, false));
  }
  if (name.text === 'access_log' && args[1] !== undefined && !args[1].text.includes('='))
    found.push(whole('log format', args[1], false));
  return [...found, ...zones(name.text, args, false)];
}

const jumps = new Set(['try_files', 'error_page', 'post_action', 'echo_exec', 'auth_request']);

interface Reference extends Span {
  readonly name: string;
}

function variableReferences(placed: Placed, around: readonly string[]): readonly Reference[] {
  const { name, args } = placed.directive;
  if (originOf(name.text) === 'nginx' || around.length > 0) {
    const references = variableUses(placed, around).map(({ reference }) => reference);
    if (originOf(name.text) === 'nginx' || references.length > 0) return references;
  }
  return args.flatMap(({ variables }) => variables.filter(({ name: variable }) => !/^\d/.test(variable)));
}

/** Groups with a name in the key of a map. */
function keyGroups({ raw, start }: Word): readonly Mention[] {
  if (!/^["']?~/.test(raw)) return [];
  return [...raw.matchAll(/\(\?P?[<']([A-Za-z_]\w*)[>']/g)].map((match) => {
    const variable = match[1] ?? '';
    const from = start + match.index + match[0].length - 1 - variable.length;
    return variableAt(variable.toLowerCase(), from, from + variable.length, { start: from, end: from + variable.length }, true);
  });
}

/** The host of `proxy_pass http://app/`, or of `fastcgi_pass app`: an upstream where one has this name. */
function passed({ raw, start }: Word): readonly Mention[] {
  const [all = '', before = '', host = ''] = /^(["']?(?:[a-z]+:\/\/)?)([^/:?#"'$\s]+)/i.exec(raw) ?? [];
  if (host === '' || raw.charAt(all.length) === '$') return [];
  const span = { start: start + before.length, end: start + all.length };
  return [{ kind: 'upstream', name: host.toLowerCase(), ...span, core: span, isDefinition: false }];
}

/** A plain value of a variable that may name the upstream of a `proxy_pass http://$variable`: of `set`, or of a line of a map. */
export function nameInValue(
  { directive }: Placed,
  block: Placed | undefined,
): { readonly variable: string; readonly mention: Mention } | undefined {
  const { name, args } = directive;
  const isEntry = block?.directive.name.text === 'map';
  const variable = (isEntry ? block.directive.args.at(1) : name.text === 'set' ? args[0] : undefined)?.text
    .slice(1)
    .toLowerCase();
  const value = isEntry ? args[0] : args[1];
  if (variable === undefined || value === undefined || value.variables.length > 0) return undefined;
  return { variable, mention: whole('upstream', value, false) };
}

/** `zone=NAME:10m`, `keys_zone=NAME:10m`, `shared:NAME:10m`, or the name by itself. */
function zones(directive: string, args: readonly Word[], wantDefinitions: boolean): readonly Mention[] {
  const named = (pattern: RegExp): readonly Mention[] =>
    args.flatMap(({ raw, start }) => {
      const [all = '', before = '', name = ''] = pattern.exec(raw) ?? [];
      const from = start + before.length;
      return name === '' || raw.charAt(all.length) === '$' ? [] : [zone(name, from, from + name.length, wantDefinitions)];
    });
  const [first] = args;
  const alone =
    first === undefined || first.variables.length > 0 || first.text === 'off' ? [] : [whole('zone', first, wantDefinitions)];
  if (wantDefinitions) {
    if (directive.endsWith('_cache_path')) return named(/^(["']?keys_zone=)([^:"']+)/);
    if (/^(?:limit_req|limit_conn|keyval|js_shared_dict)_zone$/.test(directive)) return named(/^(["']?zone=)([^:"']+)/);
    if (directive === 'ssl_session_cache') return named(/^(["']?shared:)([^:"']+)/);
    return directive === 'zone' || directive === 'lua_shared_dict' ? alone : [];
  }
  if (directive === 'limit_req' || directive === 'keyval') return named(/^(["']?zone=)([^:"']+)/);
  return directive === 'limit_conn' || /^(?:proxy|fastcgi|uwsgi|scgi)_cache$/.test(directive) ? alone : [];
}

/** `ngx.var.name` and `ngx.shared.name` in Lua. */
function inLua({ directive: { rawBody } }: Placed, textOf: (span: Span) => string): readonly Mention[] {
  if (rawBody === undefined) return [];
  return [...textOf(rawBody).matchAll(/\bngx\.(var|shared)\.([A-Za-z_]\w*)/g)].map((match) => {
    const name = match[2] ?? '';
    const end = rawBody.start + match.index + match[0].length;
    const span = { start: end - name.length, end };
    return match[1] === 'var' ? variableAt(name.toLowerCase(), span.start, end, span, false) : zone(name, span.start, end, false);
  });
}

function variableAt(name: string, start: number, end: number, core: Span, isDefinition: boolean): Mention {
  return { kind: 'variable', name, start, end, core, isDefinition };
}

function zone(name: string, start: number, end: number, isDefinition: boolean): Mention {
  return { kind: 'zone', name, start, end, core: { start, end }, isDefinition };
}

/** A word that is a name as a whole. */
function whole(kind: NameKind, word: Word, isDefinition: boolean): Mention {
  const core = inside(word, '');
  return { kind, name: kind === 'upstream' ? word.text.toLowerCase() : word.text, ...core, core, isDefinition };
}

/** A word without its quotes, and without a sign before it. */
function inside({ start, end, quote }: Word, sign: string): Span {
  const quotes = quote === undefined ? 0 : 1;
  return { start: start + quotes + sign.length, end: end - quotes };
}
