/** Another name for a variable, an upstream, a named location, a log format or a zone, everywhere at once. */
import type { Analysis } from '../../analysis/analyze.ts';
import { mergeByFile } from '../../analysis/edits.ts';
import type { FileEdit } from '../../analysis/rule.ts';
import { builtInVariable, isForeignVariable } from '../../reference/variables.ts';
import { isTaken, nameAt, sameNames, type NameAt } from './names.ts';
import type { Mention } from './mentions.ts';

/** A sentence for people: why there is no rename. */
export interface NoRename {
  readonly complaint: string;
}

/** What would be renamed, at an absolute offset of a file; `undefined` where nothing there is a name. */
export function renameable(analyses: readonly Analysis[], path: string, offset: number): NameAt | NoRename | undefined {
  const names = namesIn(analyses, path, offset);
  const here = nameAt(names, path, offset);
  if (here === undefined) return undefined;
  const { kind, name } = here.mention;
  if (names.some(({ mention }) => mention.isDefinition)) return here;
  if (kind === 'variable' && isBuiltIn(name)) return { complaint: `\`$${name}\` is a variable of nginx itself.` };
  return { complaint: `Nothing in the configuration defines the ${kind} \`${name}\`.` };
}

/** The edits of all files, or why there are none; `mayEdit` says whose files they are. */
export function rename(
  analyses: readonly Analysis[],
  path: string,
  offset: number,
  newName: string,
  mayEdit: (path: string) => boolean,
): readonly FileEdit[] | NoRename {
  const here = renameable(analyses, path, offset);
  if (here === undefined) return { complaint: 'Nothing that has a name stands here.' };
  if ('complaint' in here) return here;
  const { kind, name } = here.mention;
  const wanted = kind === 'variable' ? newName.replace(/^\$/, '') : newName;
  const complaint = wrongName(here.mention, wanted);
  if (complaint !== undefined) return { complaint };
  const compared = kind === 'variable' || kind === 'upstream' ? wanted.toLowerCase() : wanted;
  if (compared !== name && analyses.some((it) => isTaken(it, here.mention, compared)))
    return { complaint: `The ${kind} \`${wanted}\` is there already.` };
  const names = namesIn(analyses, path, offset);
  const foreign = names.find((it) => !mayEdit(it.path));
  if (foreign !== undefined) return { complaint: `\`${foreign.path}\` has this name too, and is not in the workspace.` };
  return mergeByFile(names.map((it) => ({ path: it.path, edits: [{ ...it.core, newText: wanted }] })));
}

/** In every main file that the document takes part in, each place once. */
function namesIn(analyses: readonly Analysis[], path: string, offset: number): readonly NameAt[] {
  const all = analyses.flatMap((it) => sameNames(it, path, offset));
  return [...new Map(all.map((it) => [`${it.path}:${it.start}`, it])).values()];
}

function wrongName({ kind }: Mention, name: string): string | undefined {
  if (kind === 'variable') {
    if (!/^[A-Za-z_]\w*$/.test(name)) return `\`${name}\` is no name of a variable: letters, digits and \`_\`.`;
    return isBuiltIn(name) ? `\`$${name}\` is a variable of nginx itself.` : undefined;
  }
  if (kind === 'named location') {
    return /^@[^\s;{}"'\\$]+$/.test(name) ? undefined : `\`${name}\` is no name of a location: \`@\` and a word.`;
  }
  return /^[^\s;{}"'\\$#:/=@?]+$/.test(name)
    ? undefined
    : `\`${name}\` does not do as a name: one word without quotes and signs.`;
}

function isBuiltIn(name: string): boolean {
  return (builtInVariable(name) ?? builtInVariable(name, 'stream')) !== undefined || isForeignVariable(name);
}
