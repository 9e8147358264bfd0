/** Findings at their places in the text of one moment. */
import type { Fix, Severity } from './rule.ts';

/** A finding at its place in the text of this moment; offsets are UTF-16. */
export interface FileFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly related: readonly FileRelated[];
  /** Unchecked: `checkedFixes` says which of them may be offered. */
  readonly fixes: readonly Fix[];
  /** The same object as long as what was found stands, wherever it moves; `undefined` for what is found anew each time. */
  readonly origin?: object;
  /** It says why a stated URL does not get through: told wherever it stands. */
  readonly stated?: true;
}

export interface FileRelated {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}
