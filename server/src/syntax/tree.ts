/**
 * The syntax tree: plain immutable data, lossless, shared between versions of a file.
 *
 * All numbers are UTF-16 offsets. Those inside a directive count from the directive's own start, so that
 * a directive whose text did not change is the *same object* in the next version of the tree: whatever is
 * computed from it alone can be kept in a WeakMap. Where it stands now is asked of the tree (`startOf`).
 */

/** A half-open range of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** `$name` or `${name}` inside a word; the span covers the `$` and the braces. */
export interface VariableReference extends Span {
  /** Without `$` and braces, as written; nginx compares variable names without case. */
  readonly name: string;
}

/** One argument (or the name) of a directive; the span counts from the directive's start. */
export interface Word extends Span {
  /** As written, quotes and backslashes included. */
  readonly raw: string;
  /** What nginx reads: outer quotes removed, escapes resolved (ngx_conf_file.c, ngx_conf_read_token). */
  readonly text: string;
  readonly quote: '"' | "'" | undefined;
  /** In the order of the text; spans count from the directive's start. */
  readonly variables: readonly VariableReference[];
  /** True when a template engine fills in part of it (`{{ x }}`, `<%= x %>`, `__X__`): its value cannot be known. */
  readonly placeholder: boolean;
}

export interface Directive {
  readonly kind: 'directive';
  /** Starts at offset 0. */
  readonly name: Word;
  readonly args: readonly Word[];
  /** Offset of the `;`, if there is one. */
  readonly semicolon: number | undefined;
  readonly block: Block | undefined;
  /**
   * The untouched text between the braces of a `*_by_lua_block`, or of a block that is nested too deep
   * ({@link DEEPEST_BLOCK}); such a directive has no `block`.
   */
  readonly rawBody: Span | undefined;
  /** Length of the directive: behind its `;` or `}`, or behind its last word if that is missing. */
  readonly end: number;
}

/** From `#` to the end of the line (exclusive). */
export interface Comment {
  readonly kind: 'comment';
  /** As written, with the `#`. */
  readonly text: string;
  readonly end: number;
}

/** A template engine's tag that stands alone where a directive could: `{% if x %}`, `{{ include }}`. */
export interface TemplateTag {
  readonly kind: 'template';
  readonly text: string;
  readonly end: number;
}

export type Item = Directive | Comment | TemplateTag;

/**
 * Blocks may be in so many others; what is inside of deeper ones is kept as text (`rawBody`), and an error says so. nginx
 * has no such limit. It is low enough for everything that walks over a tree by calling itself.
 */
export const DEEPEST_BLOCK = 200;

export interface Block {
  /** Offsets of `{` and `}` from the start of the directive that owns the block; the root has 0 and the text's length. */
  readonly open: number;
  /** `undefined` when the `}` is missing. */
  readonly close: number | undefined;
  readonly items: readonly Item[];
  /** Start of each item, from the start of the directive that owns the block (the root: from the start of the text). */
  readonly starts: readonly number[];
}

export type SyntaxErrorKind =
  | 'missing-semicolon'
  | 'unclosed-block'
  | 'unexpected-closing-brace'
  | 'unclosed-quote'
  | 'text-after-quote'
  | 'brace-in-regex'
  | 'slash-comment'
  | 'markdown-fence'
  | 'invisible-character'
  | 'syntax';

/** One mistake of the author. Spans are absolute for the version of the tree that lists it. */
export interface SyntaxError extends Span {
  readonly kind: SyntaxErrorKind;
  /** Our own wording: what is wrong, then the consequence. */
  readonly message: string;
  /** The repair, where the place is certain. */
  readonly repair?: TextEdit | undefined;
}

/** Replace `start`..`end` (absolute, before the edit) by `newText`. */
export interface TextEdit extends Span {
  readonly newText: string;
}

/** A text in pieces, so that an edit copies little. */
export interface Text {
  readonly length: number;
  /** In their order; all but the last end with a line feed, and none is empty unless the text is. */
  readonly pieces: readonly Piece[];
  /** Where each piece begins. */
  readonly starts: readonly number[];
  /** What stands from one offset to the other; offsets beyond the ends are the ends. */
  readonly slice: (start: number, end: number) => string;
  /** The text as one string: put together when somebody asks for the first time. */
  readonly whole: () => string;
}

/** The same object in all texts that have it in common. */
export interface Piece {
  readonly text: string;
}

/** One version of one file. */
export interface SyntaxTree {
  /** Put together when somebody asks for the first time: what is asked at each key looks at `source`. */
  readonly text: string;
  readonly source: Text;
  readonly root: Block;
  /** In the order of the text. */
  readonly errors: readonly SyntaxError[];
  /** Absolute start of an item of this tree; an item of another version gives `undefined`. */
  readonly startOf: (item: Item) => number | undefined;
  /** The starts of those items that are in this tree: for many at once, and without a look at all the others. */
  readonly startsOf: (items: Iterable<Item>) => ReadonlyMap<Item, number>;
  /** Items around an absolute offset, outermost first; the last one is the innermost. */
  readonly pathAt: (offset: number) => readonly Item[];
  /** Do tags of a template engine stand between the directives? They may bring more of them, or leave some out. */
  readonly hasTags: () => boolean;
  /**
   * What nginx makes of the text, without our repairs of the author's mistakes. Without errors, and in the text of a
   * template engine that nginx never reads as it stands, it is the tree itself. Computed when first asked for.
   */
  readonly asRead: () => AsRead;
}

/** The directives as nginx's tokenizer cuts them from a text, up to where it stops (ngx_conf_file.c, ngx_conf_parse). */
export interface AsRead {
  /** Items that are the same as in the tree are the same objects. Blocks that are open where nginx stops end there. */
  readonly root: Block;
  /** Absolute start of an item below `root`; any other gives `undefined`. */
  readonly startOf: (item: Item) => number | undefined;
  /** Why nginx reads no further; `undefined` when it reads the whole text. */
  readonly stop: Stop | undefined;
}

export interface Stop {
  /** Absolute offset of what nginx stumbles over. */
  readonly offset: number;
  /** From 1, as nginx names it. */
  readonly line: number;
  /** In nginx's words. */
  readonly message: string;
}

/** Turns text into trees. Never throws; any bytes give a tree. */
export interface Parser {
  /** `edits` lead from `previous.text` to `text`, each in the coordinates left by those before it. */
  readonly parse: (text: string | Text, previous?: SyntaxTree, edits?: readonly TextEdit[]) => SyntaxTree;
}

/** What the parser must know of nginx to see a lost `;`: is this word the name of a directive? */
export interface Vocabulary {
  readonly isDirective: (name: string) => boolean;
}
