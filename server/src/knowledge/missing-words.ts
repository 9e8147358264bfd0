/** Lines with fewer words than they need, of which it is clear what was meant. */
import type { Fix } from '../analysis/rule.ts';
import { changeWord } from '../analysis/settle.ts';
import type { Placed } from '../config/model.ts';

/** What is known of the words that a line lacks. */
export interface MissingWords {
  /** A sentence on what may have become of them, without a blank before it; empty where nothing is known. */
  readonly why: string;
  readonly fixes: readonly Fix[];
}

/** Of a header line with one word, and of a `map` that names one variable. Never applied in bulk. */
export function missingWords(placed: Placed): MissingWords {
  const { name, args } = placed.directive;
  const [word] = args;
  if (word === undefined || args.length !== 1 || word.placeholder) return nothing;
  if (name.text === 'map') return /^\$\w*upgrade\w*$/i.test(word.text) ? mapOfUpgrade(placed, word) : nothing;
  if (!name.text.endsWith('_set_header')) return nothing;
  const [, header, value] = /^([\w-]+):?[ \t]+(\S+)$/.exec(word.text) ?? [];
  if (word.quote !== undefined && header !== undefined && value !== undefined)
    return { why: '', fixes: [changeWord('Quote no more than the value', placed, word, `${header} ${value}`, false)] };
  const usual = usualValues[word.text.toLowerCase()];
  if (usual === undefined) return nothing;
  return {
    why: 'A shell or envsubst that wrote this file may have taken the `$…` for a variable of its own.',
    fixes: [changeWord(`Write ${usual}`, placed, word, `${word.raw} ${usual}`, false)],
  };
}

type Argument = Placed['directive']['args'][number];

/** The documentation's map with its first word left out. */
function mapOfUpgrade(placed: Placed, word: Argument): MissingWords {
  const isOwn = placed.block?.some(({ directive }) => directive.args.some(({ text }) => text.toLowerCase() === 'upgrade'));
  const text = `$http_upgrade ${word.raw}`;
  return isOwn === true && word.text.toLowerCase() !== '$http_upgrade'
    ? { why: '', fixes: [changeWord('Map $http_upgrade to it', placed, word, text, false)] }
    : nothing;
}

const nothing: MissingWords = { why: '', fixes: [] };

/** By the lower-case name of a header: what hardly anybody writes otherwise. */
const usualValues: Readonly<Partial<Record<string, string>>> = {
  connection: '$http_connection',
  host: '$http_host',
  upgrade: '$http_upgrade',
  'x-forwarded-for': '$proxy_add_x_forwarded_for',
  'x-forwarded-proto': '$scheme',
  'x-real-ip': '$remote_addr',
};
