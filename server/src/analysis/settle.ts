/** Fixes that write one more line into a location, take one out, or change one word. */
import type { Placed } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import type { Word } from '../syntax/tree.ts';
import { insertLinesAfter, insertLinesInto, remove, replaceIn, treeOf } from './edits.ts';
import type { FileEdit, Fix } from './rule.ts';

/** Behind the last line of the location that configures the same module; never behind a line of another file. */
export function addLine(title: string, { location, pass, kind }: ProxyTarget, line: string, safe: boolean): Fix {
  return {
    title,
    safe,
    edits: ({ workspace }) => {
      const last = location.body.findLast(
        ({ directive, includedBy, block }) =>
          includedBy === undefined && block === undefined && directive.name.text.startsWith(`${kind}_`),
      );
      const place = last ?? location.at ?? pass;
      const tree = treeOf(workspace, place.path);
      const edit = tree && (last === undefined ? insertLinesInto : insertLinesAfter)(tree, place, [line]);
      return edit === undefined ? undefined : [{ path: place.path, edits: [edit] }];
    },
  };
}

export function changeWord(title: string, placed: Placed, word: Word, newText: string, safe: boolean): Fix {
  return {
    title,
    safe,
    edits: ({ workspace }) => one(replaceIn(workspace, placed, word, newText)),
  };
}

export function removeLine(title: string, placed: Placed, safe: boolean): Fix {
  return {
    title,
    safe,
    edits: ({ workspace }) => {
      const tree = treeOf(workspace, placed.path);
      const edit = tree && remove(tree, placed);
      return one(edit && { path: placed.path, edits: [edit] });
    },
  };
}

function one(edit: FileEdit | undefined): readonly FileEdit[] | undefined {
  return edit === undefined ? undefined : [edit];
}
