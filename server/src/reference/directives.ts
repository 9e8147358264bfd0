/** nginx's directives as data: where each may stand, what it takes, since when and until when. Look-up only. */
import { commands } from './commands.data.ts';
import { contextsOf, type Context } from './contexts.ts';
import { foreignDirective, plus } from './foreign.ts';
import { isAtLeast, parseVersion, type NginxVersion } from './version.ts';

export type { Context };

/** The kinds of module that nginx looks through; a directive of one kind cannot be read inside a block of another. */
export type Family = 'core' | 'conf' | 'event' | 'http' | 'stream' | 'mail';

/** What reads the arguments: one of nginx's common slot functions, or a function of the directive's own. */
export type ValueKind =
  | 'flag'
  | 'text'
  | 'texts'
  | 'pair'
  | 'number'
  | 'size'
  | 'offset'
  | 'msec'
  | 'sec'
  | 'buffers'
  | 'word'
  | 'words'
  | 'folder'
  | 'access'
  | 'value'
  | 'size-value'
  | 'predicates'
  | 'types'
  | 'bind'
  | 'parameter'
  | 'own';

/** One way in which one module reads a directive, in a range of releases. */
export interface DirectiveForm {
  readonly name: string;
  /** As in the documentation: `ngx_http_proxy_module`. */
  readonly module: string;
  readonly family: Family;
  readonly contexts: ReadonlySet<Context> | 'any';
  readonly arguments: ArgumentCount;
  readonly block: boolean;
  readonly kind: ValueKind;
  /** True when nginx refuses a second use at the same level. */
  readonly once: boolean;
  /** Whose configuration it fills; for `once` two directives meet only in the same one. */
  readonly level: 'main' | 'server' | 'location' | undefined;
  /** The words that may be given, of kinds `word` and `words`. */
  readonly words: readonly string[];
  /** Smallest and greatest value of a `number`. */
  readonly bounds: readonly [number, number] | undefined;
  /** First release with this form; `undefined` is before all that are described. */
  readonly since: NginxVersion | undefined;
  /** Last release with this form; `undefined` while it is current. */
  readonly until: NginxVersion | undefined;
}

/** Either certain counts, or any from `least` on. */
export interface ArgumentCount {
  readonly counts: readonly number[];
  readonly least: number | undefined;
}

/** Who reads a directive: nginx itself, its commercial build, or a module that nginx does not ship. */
export type Origin = 'nginx' | 'plus' | 'third-party';

/** Is this the name of a directive, nginx's own or a well-known module's? Case counts, as in nginx (ngx_conf_handler). */
export function isDirective(name: string): boolean {
  return originOf(name) !== undefined;
}

/** All forms of nginx's own directive of this name, each module's in the order of releases; none for an unknown name. */
export function directive(name: string): readonly DirectiveForm[] {
  const described = table().get(name);
  return described === undefined ? [] : (described.forms ??= described.lines.map(readForm));
}

/** The forms that one release reads. */
export function directiveIn(name: string, version: NginxVersion): readonly DirectiveForm[] {
  return directive(name).filter((form) => isIn(form, version) || backported.has(name) || mayHaveTaken(form, version));
}

/** A relative that goes its own way takes over, when it likes, what came to nginx after the release that it is built on. */
function mayHaveTaken({ since }: DirectiveForm, version: NginxVersion): boolean {
  const [, , , edition] = version;
  return edition !== undefined && edition.flavour !== 'openresty' && since !== undefined && !isAtLeast(version, since);
}

/** Came with a security fix, which distributions took over into much older releases. */
const backported = new Set(['max_headers']);

/** Names of nginx's own directives, in all the releases described. */
export function directiveNames(): readonly string[] {
  return [...table().keys()];
}

export function originOf(name: string): Origin | undefined {
  if (table().has(name)) return 'nginx';
  const foreign = foreignDirective(name);
  if (foreign === undefined) return undefined;
  return foreign.modules.every(({ name: module }) => module === plus) ? 'plus' : 'third-party';
}

export function isIn(form: Pick<DirectiveForm, 'since' | 'until'>, version: NginxVersion): boolean {
  if (form.since !== undefined && !isAtLeast(version, form.since)) return false;
  if (form.until === undefined || isAtLeast(form.until, version)) return true;
  // A release of a stable branch reads what the branch's first release read.
  return version[1] % 2 === 0 && form.until[0] === version[0] && form.until[1] === version[1];
}

const families: Readonly<Record<string, Family>> = { c: 'core', e: 'event', h: 'http', s: 'stream', m: 'mail' };

const levels: Readonly<Record<string, DirectiveForm['level']>> = { main: 'main', srv: 'server', loc: 'location' };

/** The directives of one name. */
interface Described {
  readonly lines: string[];
  /** Read when somebody asks: a configuration has few of all the names. */
  forms: readonly DirectiveForm[] | undefined;
}

let all: ReadonlyMap<string, Described> | undefined;

function table(): ReadonlyMap<string, Described> {
  all ??= byName();
  return all;
}

function byName(): ReadonlyMap<string, Described> {
  const found = new Map<string, Described>();
  for (const line of commands.trim().split('\n')) {
    const name = line.slice(0, line.indexOf('|'));
    const same = found.get(name);
    if (same === undefined) found.set(name, { lines: [line], forms: undefined });
    else same.lines.push(line);
  }
  return found;
}

function readForm(line: string): DirectiveForm {
  const [name = '', module = '', where = '', takes = '', kind = '', level = '', extra = '', since = '', until = ''] =
    line.split('|');
  const bounds = /^(-?\d+)\.\.(-?\d+)$/.exec(extra);
  return {
    name,
    module: `ngx_${module}_module`,
    family: where.endsWith('*') ? 'conf' : (families[where.charAt(0)] ?? 'core'),
    contexts: where.endsWith('*') ? 'any' : contextsOf(where.slice(1)),
    arguments: argumentCount(takes.replace('{', '')),
    block: takes.endsWith('{'),
    kind: kind.replace('!', '') as ValueKind,
    once: kind.endsWith('!'),
    level: levels[level],
    words: bounds === null && extra !== '' ? extra.split(' ') : [],
    bounds: bounds === null ? undefined : [Number(bounds[1]), Number(bounds[2])],
    since: parseVersion(since),
    until: parseVersion(until),
  };
}

function argumentCount(takes: string): ArgumentCount {
  if (takes === 'any') return { counts: [], least: 0 };
  const more = /^(\d)more$/.exec(takes);
  if (more !== null) return { counts: [], least: Number(more[1]) };
  if (takes === 'flag') return { counts: [1], least: undefined };
  const none = takes.startsWith('noargs') ? [0] : [];
  return { counts: [...none, ...[...takes.replace('noargs', '')].map(Number)], least: undefined };
}
