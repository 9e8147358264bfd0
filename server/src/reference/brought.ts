/** Directives that a user says a module brings: names, and what is said of each. Pure: a text comes in. */
import { contextsNamed, type Context } from './contexts.ts';

export interface BroughtDirective {
  /** `undefined`: nobody said where it may stand. */
  readonly contexts: ReadonlySet<Context> | undefined;
  /** It is said to be a block; else it may be one. */
  readonly block: boolean;
}

/** By name. */
export type Brought = ReadonlyMap<string, BroughtDirective>;

/** Why a text says of no directive that it is brought: the end of a sentence that begins with the text. */
export interface NotBrought {
  readonly text: string;
  readonly complaint: string;
}

export interface ReadBrought {
  readonly brought: Brought;
  readonly wrong: readonly NotBrought[];
}

/** Each `name`, `name:http,server` or, for a block, `name{}:http`. A name that comes twice may stand in the places of both. */
export function readBrought(texts: readonly string[]): ReadBrought {
  const brought = new Map<string, BroughtDirective>();
  const wrong: NotBrought[] = [];
  for (const text of texts) {
    const read = readOne(text.trim());
    if ('complaint' in read) wrong.push({ text, complaint: read.complaint });
    else brought.set(read.name, together(brought.get(read.name), read));
  }
  return { brought, wrong };
}

/** As {@link readBrought} reads it. */
export function writeBrought(name: string, isBlock: boolean): string {
  return isBlock ? `${name}{}` : name;
}

/** Can a module bring a directive of this name? */
export function isDirectiveName(name: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(name);
}

interface Named extends BroughtDirective {
  readonly name: string;
}

function readOne(text: string): Named | { readonly complaint: string } {
  const [head = '', ...more] = text.split(':');
  const block = /\s*\{\s*\}$/.test(head.trim());
  const name = head.trim().replace(/\s*\{\s*\}$/, '');
  if (!isDirectiveName(name)) return { complaint: 'does not begin with the name of a directive' };
  if (more.length === 0) return { name, contexts: undefined, block };
  const words = more.join(':').split(',');
  const contexts = words.map((word) => contextsNamed(word.trim().replace(/\s+/g, ' ')));
  const unknown = words.find((_, index) => contexts[index]?.length === 0);
  if (unknown === undefined) return { name, contexts: new Set(contexts.flat()), block };
  const word = unknown.trim();
  return {
    complaint: `${word === '' ? 'lacks a place behind a comma or colon' : `names \`${word}\`, which is no place`}: ${places}`,
  };
}

const places =
  'places are main, events, http, server, location, if, limit_except, upstream, stream, stream server, stream upstream, mail and mail server';

function together(before: BroughtDirective | undefined, { contexts, block }: Named): BroughtDirective {
  if (before === undefined) return { contexts, block };
  const both = before.contexts === undefined || contexts === undefined ? undefined : new Set([...before.contexts, ...contexts]);
  return { contexts: both, block: before.block && block };
}
