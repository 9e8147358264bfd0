/** What may be written at a cursor, and what is asked to find it. */
import type { Analysis } from '../../analysis/analyze.ts';
import type { Context } from '../../reference/contexts.ts';
import type { Documentation } from '../../reference/descriptions.ts';
import type { SyntaxTree, TextEdit } from '../../syntax/tree.ts';
import type { Cursor } from './cursor.ts';
import type { Place } from './place.ts';

export type CompletionKind = 'directive' | 'block' | 'variable' | 'value' | 'name' | 'header' | 'file' | 'folder' | 'snippet';

export interface Completion {
  readonly kind: CompletionKind;
  readonly label: string;
  /** A few words beside the label. */
  readonly detail?: string;
  /** What is written; a snippet in the notation of the Language Server Protocol where `isSnippet` is true. */
  readonly insert: string;
  readonly isSnippet?: true;
  /** The smaller, the likelier; those of one rank are in the order of their labels. */
  readonly rank: number;
  /** What the editor compares with what was typed, where that is not the label. */
  readonly filter?: string;
  /** What is said of it when somebody looks at it. */
  readonly about?: About;
  /** A sentence or two of its own, in Markdown. */
  readonly words?: string;
  /** Other edits of the same file. */
  readonly edits?: readonly TextEdit[];
  /** Not read any more by newer releases. */
  readonly isOld?: true;
}

/** Something that the documentation knows. */
export interface About {
  readonly kind: 'directive' | 'variable';
  readonly name: string;
  readonly context?: Context;
}

/** What is completed, and what is known of it. */
export interface Scene {
  readonly tree: SyntaxTree;
  readonly path: string;
  readonly cursor: Cursor;
  readonly place: Place;
  /** In the nearest main file that the document takes part in. */
  readonly analysis: Analysis;
  readonly documentation: Documentation;
  /** The editor understands snippets. */
  readonly snippets: boolean;
}
