/** What holds at a level, and whether something that cannot be seen could change it. */
import type { Level, Placed } from '../../config/model.ts';

export interface InForce {
  /** The directives of the nearest level that visibly has any; none where nginx's default holds. */
  readonly placed: readonly Placed[];
  /** What stands nearer, or at the same level, and could set it too: a noun phrase for messages. */
  readonly doubt: string | undefined;
  /** The doubt is only about more lines beside those found, not about whether these hold. */
  readonly beside: boolean;
}

/** All-or-nothing inheritance (ngx_conf_merge_ptr_value), with what unreadable includes and unseen outer levels hide. */
export function inForce(level: Level, name: string): InForce {
  let doubt: string | undefined;
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const own = at.own.get(name);
    const hidden = at.unseen[0]?.what;
    if (own !== undefined) return { placed: own, doubt: doubt ?? hidden, beside: doubt === undefined };
    doubt ??= hidden ?? (at.partial ? 'the configuration around this file' : undefined);
  }
  return { placed: [], doubt, beside: false };
}

/** The one word of a directive that stands once at a level; `undefined` where nothing visible sets it. */
export function wordOf(level: Level, name: string): string | undefined {
  return inForce(level, name).placed.at(-1)?.directive.args[0]?.text;
}

/** `on` and `off` in any case of letters. */
export function isOn(level: Level, name: string, byDefault = false): boolean {
  const word = wordOf(level, name)?.toLowerCase();
  return word === undefined ? byDefault : word === 'on';
}

/** ``whether the file `x`, which is not here, sets …``: a noun phrase for what cannot be seen. */
export function whether(doubt: string, does: string): { readonly unknown: string } {
  return { unknown: `whether ${doubt}${doubt.includes(', ') ? ',' : ''} ${does}` };
}
