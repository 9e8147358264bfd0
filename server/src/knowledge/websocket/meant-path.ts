/** What the author of a location thinks of, where more of a URL is written than its path. */
import type { Finding } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import { anchorOf } from '../../config/anchor.ts';
import type { LocationName, Placed } from '../../config/model.ts';
import type { Word } from '../../syntax/tree.ts';

/** Does a location go on with arguments: `/ws?token=`, or, in a pattern without alternatives, `^/ws\?room=`? */
export function speaksOfArguments({ modifier, path }: Pick<LocationName, 'modifier' | 'path'>): boolean {
  if (!modifier.startsWith('~')) return modifier !== '@' && /\?[\w-]+=/.test(path);
  return /\\\?[\w-]+=/.test(path) && !path.includes('|') && pathMeant(path) !== undefined;
}

/** The path alone, without scheme, host and arguments; `undefined` where what is left is no path, or half of a pattern. */
export function pathMeant(written: string): string | undefined {
  const [path = ''] = written.replace(/^\w+:\/\/[^/]+/, '').split(/\\?\?[\w-]+=/);
  const whole = /^\^?\//.test(path) && count(path, '(') === count(path, ')') && count(path, '[') === count(path, ']');
  return whole ? path : undefined;
}

/** `word` is the one that has the path. */
export function aboutArguments(placed: Placed, word: Word, { modifier, path }: Pick<LocationName, 'modifier' | 'path'>): Finding {
  const meant = pathMeant(path);
  const served = (meant ?? path).replace(/^\^/, '');
  const glued = word.text === path ? '' : modifier;
  return {
    at: anchorOf(placed, word),
    message: `What follows the \`?\` of a URL are its arguments, and no location is compared with them: this one never serves \`${served}\`.`,
    fixes:
      meant === undefined || word.quote !== undefined ? [] : [changeWord(`Write ${meant}`, placed, word, glued + meant, false)],
  };
}

/** A URL with its scheme and its host. */
export function isWholeUrl(path: string): boolean {
  return /^\w+:\/\//.test(path);
}

function count(text: string, letter: string): number {
  return text.split(letter).length - 1;
}
