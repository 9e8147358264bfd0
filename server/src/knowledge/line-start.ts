/** What comes along in front of a directive when it is copied: the sign of a diff, a bullet, a quotation mark of a letter, a number. */
import { changeWord } from '../analysis/settle.ts';
import { replaceIn } from '../analysis/edits.ts';
import { allOrNone } from '../analysis/file-edits.ts';
import type { Fix } from '../analysis/rule.ts';
import type { Placed } from '../config/model.ts';
import { isDirective } from '../reference/directives.ts';

export interface LineStart {
  /** As it is written: `+`, `12:`. */
  readonly sign: string;
  /** What follows it: the name of a directive. */
  readonly directive: string;
  readonly fix: Fix;
}

/** `undefined` where the first word is anything else, or no directive of nginx follows it. */
export function lineStartOf(placed: Placed): LineStart | undefined {
  const { name, args } = placed.directive;
  const title = (sign: string): string => `Remove ${sign}`;
  const [, glued, rest = ''] = /^([-+>*•|]+|\d+[:.)])([a-z_]\w*)$/.exec(name.text) ?? [];
  if (glued !== undefined && isDirective(rest)) {
    return { sign: glued, directive: rest, fix: changeWord(title(glued), placed, name, rest, true) };
  }
  const [next] = args;
  if (next === undefined || !/^(?:[-+>*•|]+|\d+[:.)]?)$/.test(name.text) || !isDirective(next.text)) return undefined;
  const edits: Fix['edits'] = ({ workspace }) =>
    allOrNone([replaceIn(workspace, placed, { start: name.start, end: next.start }, '')]);
  return { sign: name.text, directive: next.text, fix: { title: title(name.text), safe: name.text !== '-', edits } };
}
