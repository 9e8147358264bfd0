/** What the parts of a generated configuration share: random choices, names that exist, files beside the main one. */
import type { Random } from './random.ts';

// A statement is a string: a directive with its `;`, or a block of several lines.

export interface World {
  readonly random: Random;
  /** Variables of maps, without `$`. */
  readonly maps: string[];
  /** Variables that hold host:port of a backend. */
  readonly hosts: string[];
  readonly upstreams: string[];
  /** Named locations of the server being written, with `@`. */
  readonly named: string[];
  /** Texts by name, relative to the main file. */
  readonly files: Map<string, string>;
  /** Names of the marks given out so far. */
  marks: number;
  /** Paths for requests, from the locations written. */
  readonly paths: string[];
  readonly names: string[];
}

export function createWorld(random: Random): World {
  return { random, maps: [], hosts: [], upstreams: [], named: [], files: new Map(), marks: 0, paths: ['/'], names: [] };
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
