/** Links of hovers to lines of files. */
import { locate, treeOf } from '../analysis/edits.ts';
import { fileNameOf } from '../config/include.ts';
import type { Anchor } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { nginxLineAt } from './lines.ts';
import { code, link } from './markdown.ts';

/** What is written for a line of a file (from 1), and where it leads. */
export type LinkTo = (path: string, line: number) => { readonly words: string; readonly href: string };

/** By the URIs of files; where a line is in the file at hand, its name goes without saying. */
export function linkBetweenFiles(here: string, uriOf: (path: string) => string): LinkTo {
  return (path, line) => {
    const name = path === here ? '' : `${fileNameOf(path)} `;
    return { words: `${name}line ${line}`, href: `${uriOf(path)}#L${line}` };
  };
}

/** A link to the line of an anchor, in Markdown; the name of its file where it is in no text any more. */
export function linkToAnchor(anchor: Anchor, workspace: Workspace, linkTo: LinkTo): string {
  const line = lineOfAnchor(anchor, workspace);
  return line === undefined ? code(fileNameOf(anchor.path)) : linkToLine(anchor.path, line, linkTo);
}

/** A link to a line (from 1), in Markdown. */
export function linkToLine(path: string, line: number, linkTo: LinkTo): string {
  const { words, href } = linkTo(path, line);
  return link(words, href);
}

/** As nginx counts, from 1; `undefined` where it is in no text any more. */
export function lineOfAnchor(anchor: Anchor, workspace: Workspace): number | undefined {
  const start = locate(workspace, anchor)?.start;
  const tree = treeOf(workspace, anchor.path);
  return start === undefined || tree === undefined ? undefined : nginxLineAt(tree.source, start);
}
