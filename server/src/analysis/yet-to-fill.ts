/** What an author of an example means a reader to fill in: nginx refuses it as it stands, and there is nothing else wrong with it. */
import type { Word } from '../syntax/tree.ts';
import type { Problem } from '../validity/problem.ts';

/** The part of the refused word that stands for a value (`<port>`, `YOUR_DOMAIN`, `xxx.xxx.xxx.xxx`); `undefined` where none does. */
export function yetToFill({ at, on }: Problem): string | undefined {
  if (at === undefined || on === undefined) return undefined;
  const { args } = on.directive;
  const word = args.find((it) => it.start <= at.start && at.start < it.end);
  return (word === undefined ? args : [word]).map(standIn).find((it) => it !== undefined);
}

/** Part of a word that stands for a value. */
function standIn({ text }: Word): string | undefined {
  const [angled] = /<[A-Za-z][^<>]{0,60}>/.exec(text) ?? [];
  if (angled !== undefined) return angled;
  const [masked] = /\b[xX]{1,3}(?:\.[xX]{1,3}){3}\b/.exec(text) ?? [];
  return masked ?? text.match(/[A-Za-z0-9_-]+/g)?.find((token) => inCapitals.test(token));
}

/** Two words or more, or one that says so itself. */
const inCapitals =
  /^(?:(?=.*_)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:YOUR|MY|CHANGE|ENTER|INSERT|REPLACE)[A-Z0-9_-]+|[A-Z0-9_-]+HERE|PORT|HOST|HOSTNAME|DOMAIN|ADDRESS)$/;
