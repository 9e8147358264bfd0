/** Lines that give a variable a value as other languages write it. */
import { replaceIn } from '../analysis/edits.ts';
import { allOrNone } from '../analysis/file-edits.ts';
import type { Fix } from '../analysis/rule.ts';
import type { Placed } from '../config/model.ts';

/** `$name value;` and `$name = value;` become `set`; no fix for anything else. */
export function writeSet(placed: Placed): readonly Fix[] {
  const { name, args } = placed.directive;
  const [first, second] = args;
  const equals = first?.text === '=' && args.length === 2 ? first : undefined;
  if (!/^\$\w+$/.test(name.text) || (args.length !== 1 && equals === undefined)) return [];
  return [
    {
      title: 'Write set',
      safe: false,
      edits: ({ workspace }) =>
        allOrNone([
          replaceIn(workspace, placed, { start: 0, end: 0 }, 'set '),
          ...(equals === undefined || second === undefined
            ? []
            : [replaceIn(workspace, placed, { start: equals.start, end: second.start }, '')]),
        ]),
    },
  ];
}
