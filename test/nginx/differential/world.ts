/** What the parts of a generated configuration share: random choices, names that exist, files beside the main one. */
import type { Random } from './random.ts';

// A statement is a string: a directive with its `;`, or a block of several lines.

export interface World {
  readonly random: Random;
  /** Variables of maps, without `$`. */
  readonly maps: string[];
  /** A map takes captures when it is looked up: `$1` is then what nobody can tell. */
  captures: boolean;
  /** Variables that hold host:port of a backend. */
  readonly hosts: string[];
  readonly upstreams: string[];
  /** Named locations of the server being written, with `@`. */
  readonly named: string[];
  /** Texts by name, relative to the main file. */
  readonly files: Map<string, string>;
  /** Names of the marks given out so far. */
  marks: number;
  /** Those written so far; the last one is the one being written. */
  readonly servers: ServerNotes[];
}

/** What requests to a server may ask for. */
export interface ServerNotes {
  readonly names: readonly string[];
  readonly port: 1 | 2 | 3;
  /** Of its locations. */
  readonly paths: string[];
}

/** Of the server being written. */
export function currentPaths({ servers }: World): string[] {
  return servers.at(-1)?.paths ?? [];
}

export function createWorld(random: Random): World {
  return { random, maps: [], captures: false, hosts: [], upstreams: [], named: [], files: new Map(), marks: 0, servers: [] };
}

/** The line that tells in the answer which location or server answered. */
export function markLine(world: World): string {
  return `add_header X-Mark m${world.marks++} always;`;
}

/** A block directive as one statement of several lines. */
export function block(head: string, statements: readonly string[]): string {
  const body = statements.flatMap((statement) => statement.split('\n')).map((line) => `    ${line}`);
  return [`${head} {`, ...body, '}'].join('\n');
}
