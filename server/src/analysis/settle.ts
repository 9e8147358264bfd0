/** Fixes that write one more line into a location, take one out, or change one word. */
import type { Placed } from '../config/model.ts';
import type { ProxyTarget } from '../handshake/model.ts';
import type { Word } from '../syntax/tree.ts';
import { insertLinesAfter, insertLinesInto, remove, replaceIn } from './edits.ts';
import { allOrNone, editIn } from './file-edits.ts';
import type { Fix } from './rule.ts';

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
      const insert = last === undefined ? insertLinesInto : insertLinesAfter;
      return allOrNone([editIn(workspace, place.path, (tree) => insert(tree, place, [line]))]);
    },
  };
}

export function changeWord(title: string, placed: Placed, word: Word, newText: string, safe: boolean): Fix {
  return {
    title,
    safe,
    edits: ({ workspace }) => allOrNone([replaceIn(workspace, placed, word, newText)]),
  };
}

export function removeLine(title: string, placed: Placed, safe: boolean): Fix {
  return {
    title,
    safe,
    edits: ({ workspace }) => allOrNone([editIn(workspace, placed.path, (tree) => remove(tree, placed))]),
  };
}
