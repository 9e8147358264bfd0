/** Words that something else fills in before nginx reads them: template engines, envsubst. */
import { builtInVariable } from '../reference/variables.ts';
import type { Word } from '../syntax/tree.ts';

/** Is some of the word certain to be another text when nginx reads it? Then nothing is known of its value. */
export function isFilledIn({ placeholder, variables }: Word): boolean {
  return placeholder || (variables.length > 0 && variables.some(isEnvironmentVariable));
}

function isEnvironmentVariable({ name }: Word['variables'][number]): boolean {
  return isEnvironmentName(name);
}

/** `envsubst` and its kin fill in upper-case names; nginx's own are found in any case of letters. */
export function isEnvironmentName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name) && builtInVariable(name) === undefined;
}

/** The part of a word that an author means a reader to fill in (`<port>`, `YOUR_DOMAIN`, `xxx.xxx.xxx.xxx`); `undefined` where none is. */
export function standIn({ text }: Word): string | undefined {
  const [angled] = /<[A-Za-z][^<>]{0,60}>/.exec(text) ?? [];
  if (angled !== undefined) return angled;
  const [masked] = /\b[xX]{1,3}(?:\.[xX]{1,3}){3}\b/.exec(text) ?? [];
  const port = /:(?=[A-Z])([A-Z0-9_]{2,})(?=\/|$)/.exec(text)?.[1];
  return masked ?? port ?? text.match(/[A-Za-z0-9_-]+/g)?.find((token) => inCapitals.test(token));
}

/** Two words or more, or one that says so itself. */
const inCapitals =
  /^(?:(?=.*_)[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:YOUR|MY|CHANGE|ENTER|INSERT|REPLACE)[A-Z0-9_-]+|[A-Z0-9_-]+HERE|PORT|HOST|HOSTNAME|DOMAIN|ADDRESS)$/;
