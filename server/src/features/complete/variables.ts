/** Variables that may be written at a cursor: nginx's own, and those that the configuration defines. */
import type { Environment, VariableDefinition } from '../../config/model.ts';
import { requestVariables, usualVariables } from '../../reference/headers.ts';
import { builtInVariables, definesVariable, isForeignVariable } from '../../reference/variables.ts';
import { isIn } from '../../reference/directives.ts';
import { connectionVariable } from '../../knowledge/websocket/map-fix.ts';
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
    made.set(name, { kind: 'variable', label, insert: label, detail, about, rank: index === -1 ? rank : index / 10 });
  };
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

/** What is mostly sent in the header that is written, without `$`. */
function likelyHere({ cursor: { before }, analysis: { config } }: Scene): readonly string[] {
  const [name, header] = before;
  if (name === 'map' && before.length === 1) return ['http_upgrade'];
  if (name === 'if' || header === undefined) return [];
  const usual = name === 'proxy_set_header' || name === 'grpc_set_header' ? usualVariables(header) : [];
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
  return environment === undefined ? alone(config.directives.flatMap(({ holds }) => holds.variables)) : all(environment);
}

function alone(definitions: readonly VariableDefinition[]): readonly Defined[] {
  return definitions.map(({ name, by }) => ({ name, by }));
}

function all({ variables }: Environment): readonly Defined[] {
  return [...variables].flatMap(([name, { definition }]) =>
    isForeignVariable(name) && definition === undefined ? [] : [{ name, by: definition?.by ?? 'set' }],
  );
}

function detailOf(by: string): string {
  return by === 'location' || by === 'server_name' ? `part of a ${by}` : by;
}
