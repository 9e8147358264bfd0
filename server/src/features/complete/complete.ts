/** Completion: what may be written at a cursor, the likeliest first. */
import type { Analysis } from '../../analysis/analyze.ts';
import { treeOf } from '../../analysis/edits.ts';
import type { Documentation } from '../../reference/descriptions.ts';
import type { Span } from '../../syntax/tree.ts';
import { cursorAt, type Cursor } from './cursor.ts';
import { directiveCompletions } from './directives.ts';
import type { Completion, Scene } from './model.ts';
import { nameCompletions } from './names.ts';
import { pathCompletions } from './paths.ts';
import { patternCompletions } from './patterns.ts';
import { placeOf } from './place.ts';
import { valueCompletions } from './values.ts';
import { typedVariable, variableCompletions } from './variables.ts';
import { websocketCompletions } from './websocket.ts';

export interface CompletionQuestion {
  readonly analysis: Analysis;
  readonly path: string;
  /** Absolute, UTF-16. */
  readonly offset: number;
  readonly documentation: Documentation;
  /** The editor understands snippets. */
  readonly snippets: boolean;
  /** The character that asked by itself; `undefined` where letters were typed, or somebody asked. */
  readonly trigger: string | undefined;
  /** Told of a part that threw: a mistake of ours, which costs that part alone. */
  readonly failed?: (part: string, error: unknown) => void;
}

export interface Completions {
  readonly items: readonly Completion[];
  /** What is replaced when the rest of the word stays, and when it goes; absolute. */
  readonly insert: Span;
  readonly replace: Span;
  /** More letters bring others. */
  readonly isIncomplete: boolean;
}

/** `undefined` where nothing is to be written: in comments, in Lua, behind a character that only sometimes asks. */
export function completionsAt(question: CompletionQuestion): Completions | undefined {
  const { analysis, path, offset, trigger } = question;
  const tree = treeOf(analysis.workspace, path);
  const cursor = tree && cursorAt(tree, offset);
  if (tree === undefined || cursor === undefined) return undefined;
  if (trigger !== undefined && !asks(trigger, cursor)) return undefined;
  const scene: Scene = { ...question, tree, cursor, place: placeOf(analysis, path, cursor.around) };
  const variable = cursor.before.length === 0 && scene.place.kind !== 'table' ? undefined : typedVariable(cursor.typed);
  const start = variable === undefined ? cursor.word.start : offset - variable.length;
  const labels = new Set<string>();
  const items = partsFor(scene, variable)
    .flatMap(([part, find]) => attempt(part, find, question))
    .filter(({ label }) => !labels.has(label) && labels.add(label));
  const end = variable === undefined ? cursor.word.end : endOfVariable(scene, variable);
  return {
    items,
    insert: { start, end: offset },
    replace: { start, end },
    isIncomplete: /\d$|\/$/.test(cursor.typed),
  };
}

type Part = readonly [name: string, find: () => readonly Completion[]];

function partsFor(scene: Scene, variable: string | undefined): readonly Part[] {
  const { cursor, place } = scene;
  const variables = (open: string): Part => ['variables', () => variableCompletions(scene, open)];
  if (variable !== undefined) return [variables(variable)];
  if (place.kind === 'foreign') return [];
  const values: Part = ['values', () => valueCompletions(scene)];
  if (cursor.before.length === 0) {
    if (place.kind === 'table') return [values];
    return [
      ['WebSocket lines', () => websocketCompletions(scene)],
      ['directives', () => directiveCompletions(scene)],
      ['patterns', () => patternCompletions(scene)],
    ];
  }
  if (/^["']/.test(cursor.typed)) return [];
  return [
    ['names', () => nameCompletions(scene)],
    values,
    ['paths', () => pathCompletions(scene)],
    ...(cursor.typed === '' && takesVariable(cursor) ? [variables('$')] : []),
  ];
}

/** Where mostly a variable is written, it is offered before its `$` is. */
function takesVariable({ before: [name = '', ...given] }: Cursor): boolean {
  const at = variableAt[name];
  return at !== undefined && given.length >= at && (given.length === at || severalVariables.has(name));
}

/** By directive: the argument (from 0) that is mostly a variable. */
const variableAt: Readonly<Record<string, number>> = {
  __proto__: null as never,
  ...{ proxy_set_header: 1, grpc_set_header: 1, map: 0, set: 1, fastcgi_param: 1, uwsgi_param: 1, scgi_param: 1, add_header: 1 },
  ...{ limit_req_zone: 0, limit_conn_zone: 0, split_clients: 0, geo: 0, hash: 0, proxy_cache_key: 0, fastcgi_cache_key: 0 },
  ...{ proxy_cache_bypass: 0, proxy_no_cache: 0, fastcgi_cache_bypass: 0, fastcgi_no_cache: 0, return: 1 },
};

const severalVariables = new Set(['proxy_cache_bypass', 'proxy_no_cache', 'fastcgi_cache_bypass', 'fastcgi_no_cache']);

function asks(trigger: string, { typed, before }: Cursor): boolean {
  switch (trigger) {
    case '$':
      return typed.endsWith('$');
    case '{':
      return typed.endsWith('${');
    case '@':
      return typed === '@' && before.length > 1;
    case '/':
      return before[0] === 'include' || (typed.endsWith('://') && before.length === 1);
    default:
      return false;
  }
}

function endOfVariable({ tree, cursor }: Scene, variable: string): number {
  const rest = tree.source.slice(cursor.offset, cursor.word.end);
  const name = /^\w*/.exec(rest)?.[0].length ?? 0;
  const brace = variable.startsWith('${') && rest[name] === '}' ? 1 : 0;
  return cursor.offset + name + brace;
}

function attempt(part: string, find: () => readonly Completion[], { failed }: CompletionQuestion): readonly Completion[] {
  try {
    return find();
  } catch (error) {
    failed?.(`completion of ${part}`, error);
    return [];
  }
}
