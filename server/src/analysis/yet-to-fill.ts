/** What an author of an example means a reader to fill in: nginx refuses it as it stands, and there is nothing else wrong with it. */
import { standIn } from '../config/filled-in.ts';
import type { Problem } from '../validity/problem.ts';

/** The part of the refused word that stands for a value (`<port>`, `YOUR_DOMAIN`, `xxx.xxx.xxx.xxx`); `undefined` where none does. */
export function yetToFill({ at, on }: Problem): string | undefined {
  if (at === undefined || on === undefined) return undefined;
  const { name, args } = on.directive;
  if (at.start === name.start && at.end === name.end) return standIn(name);
  const word = args.find((it) => it.start <= at.start && at.start < it.end);
  return (word === undefined ? args : [word]).map(standIn).find((it) => it !== undefined);
}
