/** What the top of a file is, when it is read without the main file that includes it. */
import { directive as formsOf, type Context } from '../reference/directives.ts';
import type { Directive } from '../syntax/tree.ts';
import type { FileContext } from './model.ts';
import type { SourceFile } from './workspace.ts';

/** What is looked at of a directive. */
export interface Shape {
  readonly directive: Directive;
  readonly block: readonly Shape[] | undefined;
}

const known: readonly FileContext[] = ['main', 'http', 'server', 'location', 'upstream', 'map', 'stream', 'mail'];

/** `# nginx-handshake: context http` anywhere at the top of the file; a word that is no context gives `undefined`. */
export function statedContext(file: SourceFile): FileContext | undefined {
  for (const item of file.tree.root.items) {
    const word = item.kind === 'comment' ? /^#\s*nginx-handshake:\s*context\s+(\w+)/.exec(item.text)?.[1] : undefined;
    const context = known.find((it) => it === word);
    if (context !== undefined) return context;
  }
  return undefined;
}

/**
 * What the top-level directives can only mean: the one context in which all of them are allowed; where several are
 * left, blocks decide (`server`, `upstream` and `map` are http's, `location` is a server's). No such context: `unknown`.
 */
export function guessedContext(directives: readonly Shape[]): FileContext {
  const names = directives.map(({ directive }) => directive.name.text).filter((name) => name !== 'include');
  // What else stands beside these blocks may be there by mistake.
  if (directives.some(({ directive, block }) => block !== undefined && mainBlocks.has(directive.name.text))) return 'main';
  const possible = names
    .map((name) => contextsOf(name))
    .filter((contexts) => contexts.length > 0)
    .reduce<readonly FileContext[]>((left, contexts) => left.filter((it) => contexts.includes(it)), known);
  if (names.length === 0 || possible.length === 0) return 'unknown';
  if (possible.length === 1) return possible[0] ?? 'unknown';
  const blocks = new Set(directives.filter(({ block }) => block !== undefined).map(({ directive }) => directive.name.text));
  if (possible.includes('http') && (blocks.has('server') || blocks.has('upstream') || blocks.has('map'))) {
    return isStream(directives) ? 'stream' : 'http';
  }
  if (possible.includes('server') && blocks.has('location')) return 'server';
  return 'unknown';
}

const mainBlocks = new Set(['events', 'http']);

/**
 * A server that passes by itself, without a location, belongs to stream, whose URLs have no scheme: unless more of its lines are
 * http's only, and the pass is the one at the wrong place.
 */
function isStream(directives: readonly Shape[]): boolean {
  const servers = directives.filter(({ directive }) => directive.name.text === 'server');
  return servers.some(
    ({ block = [] }) =>
      block.some(({ directive: { name, args } }) => name.text === 'proxy_pass' && args[0]?.text.includes('://') !== true) &&
      !block.some(({ directive }) => directive.name.text === 'location') &&
      strangersIn(block, 'stream server') <= strangersIn(block, 'server'),
  );
}

/** Lines that nginx knows, and not there. */
function strangersIn(block: readonly Shape[], context: Context): number {
  return block.filter(({ directive: { name } }) => {
    const forms = formsOf(name.text);
    return forms.length > 0 && !forms.some(({ contexts }) => contexts === 'any' || contexts.has(context));
  }).length;
}

/** The kinds of file in which a directive may stand at the top; none for a name that nginx does not know. */
function contextsOf(name: string): readonly FileContext[] {
  const forms = formsOf(name);
  const anywhere = forms.some(({ contexts }) => contexts === 'any');
  const contexts = new Set<string>(forms.flatMap((form) => (form.contexts === 'any' ? [] : [...form.contexts])));
  return known.filter((it) => anywhere || contexts.has(it) || (it === 'upstream' && contexts.has('stream upstream')));
}
