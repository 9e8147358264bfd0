/** What a command writes to. */

/** Where a command writes. */
export interface Output {
  /** The result, for a person or a program. */
  readonly write: (text: string) => void;
  /** Remarks that are no part of the result. */
  readonly note: (line: string) => void;
  readonly colour: boolean;
  /** A line that the next one overwrites, where somebody watches; nothing elsewhere. Empty: it goes away. */
  readonly progress: (line: string) => void;
}
