/** Do two blocks mean the same for the whole, wherever their directives stand? */
import type { Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';
import type { OpenBlock, ReadBlock, Step } from './model.ts';

/** What was read of them says the same in the same order; positions aside, all that comes of them for others is equal. */
export function isReadAlike(a: ReadBlock, b: ReadBlock): boolean {
  return (
    a === b ||
    (a.key === b.key &&
      a.isLevel === b.isLevel &&
      areAlike(a.lookups, b.lookups, (one, other) => one.path === other.path && one.isTemplate === other.isTemplate) &&
      areAlike(a.steps, b.steps, isStepAlike) &&
      isBlockAlike(a.block, b.block))
  );
}

/** The same words, as nginx reads them. */
export function areWordsAlike({ directive: a }: Placed, { directive: b }: Placed): boolean {
  return a === b || (isWordAlike(a.name, b.name) && areAlike(a.args, b.args, isWordAlike));
}

function isWordAlike(a: Word, b: Word): boolean {
  return a === b || (a.raw === b.raw && a.placeholder === b.placeholder);
}

/** A problem has its place: it is another one in another directive. A claim asks what the words of its directive say. */
function isStepAlike(a: Step, b: Step): boolean {
  if (a === b) return true;
  if (a.kind === 'unseen') return b.kind === 'unseen';
  if (a.kind === 'inner') return b.kind === 'inner' && a.section === b.section && isReadAlike(a.read, b.read);
  if (a.kind === 'claim') return b.kind === 'claim' && a.within === b.within && areWordsAlike(a.at, b.at);
  if (a.kind === 'problem') return false;
  return a.kind === b.kind && a.family === b.family && a.name === b.name;
}

/** All that is asked of a block when those around it are complete. */
function isBlockAlike(a: OpenBlock, b: OpenBlock): boolean {
  if (a === b) return true;
  return (
    a.context === b.context &&
    a.within === b.within &&
    a.depth === b.depth &&
    a.unseen === b.unseen &&
    a.stock === b.stock &&
    a.misspelt === b.misspelt &&
    a.groups === b.groups &&
    a.innerGroups === b.innerGroups &&
    a.location?.kind === b.location?.kind &&
    a.location?.name === b.location?.name &&
    a.location?.noname === b.location?.noname &&
    a.servers?.resolve === b.servers?.resolve &&
    a.servers?.onlyBackups === b.servers?.onlyBackups &&
    (a.at === undefined) === (b.at === undefined) &&
    areAlike([...(a.refused ?? [])], [...(b.refused ?? [])], (one, other) => one === other) &&
    areAlike(
      [...a.given],
      [...b.given],
      ([name, uses], [other, others]) => name === other && areAlike(uses, others, areWordsAlike),
    ) &&
    areAlike(a.inner, b.inner, isBlockAlike)
  );
}

function areAlike<T>(a: readonly T[], b: readonly T[], isAlike: (a: T, b: T) => boolean): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((it, index) => {
        const other = b[index];
        return it === other || (other !== undefined && isAlike(it, other));
      }))
  );
}
