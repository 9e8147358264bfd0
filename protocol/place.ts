/** A place in a document; lines and characters as in the Language Server Protocol: from 0, UTF-16. */
export interface Place {
  readonly uri: string;
  readonly range: { readonly start: Position; readonly end: Position };
}

export interface Position {
  readonly line: number;
  readonly character: number;
}
