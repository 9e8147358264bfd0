/** One use of a directive, as its reader sees it. */
import type { DirectiveForm } from '../reference/directives.ts';
import type { Body, Reader } from './reader.ts';
import type { Outcome, Run, Scope } from './run.ts';

export interface Use {
  readonly run: Run;
  /** The block in which it stands. */
  readonly scope: Scope;
  readonly name: string;
  readonly form: DirectiveForm;
  readonly args: readonly string[];
  /** Arguments of its earlier uses in the same configuration. */
  readonly earlier: readonly (readonly string[])[];
  readonly body: Body;
}

/** Makes the reader for the directives of a block. */
export type Inner = (scope: Scope) => Reader;

export type OwnReader = (use: Use, inner: Inner) => Outcome;

export type OwnReaders = Readonly<Record<string, OwnReader>>;

/** The message that nginx makes of what a directive's function returns. */
export function says(use: Use, what: string): string {
  return `"${use.name}" directive ${what}`;
}

/** Arguments of the last use of a directive in a block, or in the nearest block around it that has one. */
export function inherited(scope: Scope | undefined, name: string): readonly string[] | undefined {
  for (let at = scope; at !== undefined; at = at.outer) {
    const uses = at.given.get(name);
    if (uses !== undefined) return uses.at(-1);
  }
  return undefined;
}
