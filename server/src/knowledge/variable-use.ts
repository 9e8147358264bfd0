/** Which variables a directive reads, and what a misspelt one may have meant. */
import { isEnvironmentName } from '../config/filled-in.ts';
import type { Environment, Placed } from '../config/model.ts';
import { bounded } from '../query/bounded.ts';
import { expandedArguments, expandsEntries } from '../reference/expansion.ts';
import { builtInVariable, builtInVariables, isForeignVariable } from '../reference/variables.ts';
import { originOf } from '../reference/directives.ts';
import type { VariableReference, Word } from '../syntax/tree.ts';
import { nearest, nearIn } from '../reference/near.ts';

export interface VariableUse {
  /** Lower case, without `$`. */
  readonly name: string;
  readonly reference: VariableReference;
  readonly word: Word;
}

/**
 * The variables of the http part that nginx looks up when it reads a directive; not captures (`$1`), placeholders of
 * templates (`${HOST}`) and what stands in blocks of other modules.
 */
export function variableUses({ directive }: Placed, around: readonly string[]): readonly VariableUse[] {
  if (around.some((name) => originOf(name) !== 'nginx')) return [];
  return readWords(directive.name.text, directive.args, around.at(-1)).flatMap((word) =>
    word.placeholder
      ? []
      : word.variables
          .filter(({ name }) => !/^\d/.test(name) && !isEnvironmentName(name))
          .map((reference) => ({ name: reference.name.toLowerCase(), reference, word })),
  );
}

/** Certainly without a definition: none in the configuration, none in nginx, none in a module that is known. */
export function isUndefined(name: string, environment: Environment): boolean {
  if (isBrought(name)) return false;
  return !environment.partial && !environment.setsUnseen && !environment.variables.has(name);
}

/**
 * `$http-upgrade` is the variable `$http` and some text: a name ends where it has no more letters, digits and `_`. What may be
 * meant, and how many characters behind the name belong to it; `undefined` where no `-` follows, or there is no such variable.
 */
export function dashedVariable(
  { name, reference, word }: VariableUse,
  { variables }: Environment,
): { readonly meant: string; readonly length: number } | undefined {
  const dashed = /^(?:-\w+)+/.exec(word.raw.slice(reference.end - word.start))?.[0] ?? '';
  const meant = (name + dashed).replaceAll('-', '_').toLowerCase();
  return dashed !== '' && (isBrought(meant) || variables.has(meant)) ? { meant, length: dashed.length } : undefined;
}

/**
 * Certainly without a definition, whatever is not here: the first half of a family of variables (`$http_…`), which nobody calls
 * so, with the rest of a name behind it.
 */
export function isCutShort(use: VariableUse, environment: Environment): boolean {
  const isFamily = builtInVariable(`${use.name}_x`)?.prefix === true;
  return (
    isFamily && !isBrought(use.name) && !environment.variables.has(use.name) && dashedVariable(use, environment) !== undefined
  );
}

/** By nginx or a module that is known. */
const isBrought = bounded(2000, (name) => builtInVariable(name) !== undefined || isForeignVariable(name) || name === 'pipe');

/** The one variable that a name can have meant; `undefined` when none is near, or several are. */
export function likelyVariable(name: string, environment: Environment): string | undefined {
  const header = `http_${name}`;
  if (commonHeaders.includes(header)) return header;
  const defined = environment.variables.size > mostCompared ? [] : environment.variables.keys();
  const near = new Map([...nearIn(defined, name), ...nearBuiltIn(name)]);
  return nearest(near);
}

/** Of more variables than people write, none is compared: a file may misspell as many. */
const mostCompared = 500;

const nearBuiltIn = bounded(1000, (name) =>
  nearIn([...commonHeaders, ...builtInVariables().flatMap((it) => (it.prefix ? [] : [it.name]))], name),
);

/** Lines of a map have a value on their right side; those of other tables are plain text. */
function readWords(name: string, args: readonly Word[], block: string | undefined): readonly Word[] {
  const table = block ?? '';
  if (tables.has(table)) return expandsEntries(table) ? args.slice(0, 1) : [];
  const texts = args.map(({ text }) => text);
  return expandedArguments(name, texts).flatMap((index) => args[index] ?? []);
}

const tables = new Set(['map', 'geo', 'types', 'split_clients', 'charset_map']);

const commonHeaders = [
  'connection_upgrade',
  ...'upgrade connection host origin referer user_agent cookie accept authorization'.split(' ').map((it) => `http_${it}`),
  ...'x_real_ip x_forwarded_for x_forwarded_host x_forwarded_proto'.split(' ').map((it) => `http_${it}`),
  ...'key version extensions protocol'.split(' ').map((it) => `http_sec_websocket_${it}`),
];
