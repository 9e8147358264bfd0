/** Words that something else fills in before nginx reads them: template engines, envsubst. */
import { builtInVariable } from '../reference/variables.ts';
import type { Word } from '../syntax/tree.ts';

/** Is some of the word certain to be another text when nginx reads it? Then nothing is known of its value. */
export function isFilledIn({ placeholder, variables }: Word): boolean {
  return placeholder || variables.some(({ name }) => isEnvironmentName(name));
}

/** `envsubst` and its kin fill in upper-case names; nginx's own are found in any case of letters. */
export function isEnvironmentName(name: string): boolean {
  return /^[A-Z][A-Z0-9_]*$/.test(name) && builtInVariable(name) === undefined;
}
