/** Variables that may be written at a cursor: nginx's own, and those that the configuration defines. */
import type { Environment, VariableDefinition } from '../../config/model.ts';
import { requestVariables, usualVariables } from '../../reference/headers.ts';
import { likelyVariables, usualVariableNames } from '../../reference/words.ts';
import { builtInVariables, definesVariable, isForeignVariable } from '../../reference/variables.ts';
import { isIn } from '../../reference/directives.ts';
import { connectionVariable } from '../../knowledge/websocket/map-fix.ts';
import { capturesAt } from '../documentation/captures.ts';
import type { Completion, Scene } from './model.ts';
import { contextOf } from './place.ts';

/** What is written of a variable's name at the end of a word: `$`, `${`, `$ho`. */
export function typedVariable(typed: string): string | undefined {
  return /\$(?:\{\w*|\w*)$/.exec(typed)?.[0];
}

/** All of them; `open` is what is written of the name already (`$`, `${ho`). None where the directive defines a new one. */
export function variableCompletions(scene: Scene, open: string): readonly Completion[] {
  const [directive = '', ...args] = scene.cursor.before;
  if (definesVariable(directive) === args.length && directive !== 'set') return [];
  const braces = open.startsWith('${');
  const write = (variable: string): string => (braces ? `\${${variable}}` : `$${variable}`);
  const likely = likelyHere(scene);
  const made = new Map<string, Completion>();
  const add = (name: string, rank: number, detail: string, isFamily = false): void => {
    if (made.has(name)) return;
    const index = likely.indexOf(name);
    const label = isFamily ? `${braces ? '${' : '$'}${name}` : write(name);
    const about = { kind: 'variable', name } as const;
    const usual = usualVariableNames.includes(name) ? 2.5 : rank;
    const order = index === -1 ? Math.min(rank, usual) : 0.1 + index / 100;
    made.set(name, { kind: 'variable', label, insert: label, detail, about, rank: order });
  };
  for (const [group, written] of groupsHere(scene)) add(group, directive === 'rewrite' ? 0 : 1, written);
  for (const { name: defined, by } of definitionsIn(scene)) add(defined, 2, detailOf(by));
  const family = contextOf(scene.place)?.startsWith('stream') === true ? 'stream' : 'http';
  if (family === 'http') for (const header of requestVariables) add(header, 3, 'header of the request');
  const { nginx, nginxUpTo = nginx } = scene.analysis.options;
  for (const form of builtInVariables(family)) {
    if (!isIn(form, nginx) && !isIn(form, nginxUpTo)) continue;
    if (form.prefix) add(form.name, 5, 'and a name', true);
    else add(form.name, 4, form.module);
  }
  return [...made.values()];
}

/** `1`, `2`, … and what is written in each group, where a pattern can have matched. */
function groupsHere({ tree, cursor: { around, words, offset } }: Scene): readonly (readonly [number: string, written: string])[] {
  const { groups = [] } = capturesAt({ tree, around, offset }, words, 1) ?? {};
  return groups.slice(0, 9).map((it, index) => [String(index + 1), it]);
}

/** What is mostly sent in the header that is written, without `$`. */
function likelyHere({ cursor: { before }, analysis: { config } }: Scene): readonly string[] {
  const [name = '', header] = before;
  if (name === 'map' && before.length === 1) return ['http_upgrade', 'uri', 'host', 'request_method', 'http_origin'];
  if (name !== 'proxy_set_header' && name !== 'grpc_set_header') return likelyVariables(name);
  if (header === undefined) return [];
  const usual = usualVariables(header);
  const serving = config.http === undefined ? undefined : connectionVariable(config.http.environment);
  return header.toLowerCase() === 'connection' ? [...(serving === undefined ? [] : [serving]), ...usual] : usual;
}

interface Defined {
  readonly name: string;
  readonly by: string;
}

/** In http all of the configuration; elsewhere those of the blocks at the top. */
function definitionsIn({ analysis: { config }, place }: Scene): readonly Defined[] {
  if (contextOf(place)?.startsWith('stream') === true) {
    const stream = config.directives.find(({ directive }) => directive.name.text === 'stream');
    return (stream?.holds.variables ?? []).map(({ name, by }) => ({ name, by }));
  }
  const environment = config.http?.environment;
  const written = config.directives.flatMap(({ holds }) => holds.variables);
  return environment === undefined ? alone(written) : all(environment, written);
}

function alone(definitions: readonly VariableDefinition[]): readonly Defined[] {
  return definitions.map(({ name, by }) => ({ name, by }));
}

/** Those that a `set` or a pattern gives a value have no one definition: each of theirs is named by the last. */
function all({ variables }: Environment, assigned: readonly VariableDefinition[]): readonly Defined[] {
  const by = new Map(assigned.map((it) => [it.name, it.by]));
  return [...variables].flatMap(([name, { definition }]) =>
    isForeignVariable(name) && definition === undefined ? [] : [{ name, by: definition?.by ?? by.get(name) ?? 'set' }],
  );
}

function detailOf(by: string): string {
  return by === 'location' || by === 'server_name' ? `part of a ${by}` : by;
}
