/** Header lines that are meant for the handshake, with a slip in the header's name. */
import type { Fix, Related } from '../../analysis/rule.ts';
import { changeWord } from '../../analysis/settle.ts';
import { anchorOf } from '../../config/anchor.ts';
import { effective } from '../../config/inherit.ts';
import type { Placed } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { nearIn } from '../../reference/near.ts';

export interface Misnamed {
  readonly related: readonly Related[];
  /** Of the names alone. */
  readonly fixes: readonly Fix[];
}

/** `undefined` where no line in force sets a header that is nearly called so. */
export function misnamed({ level }: ProxyTarget, header: 'Upgrade' | 'Connection'): Misnamed | undefined {
  const line = effective(level, 'proxy_set_header').find((it) => isMeantFor(header, it));
  const word = line?.directive.args[0];
  if (line === undefined || word === undefined) return undefined;
  const message = `\`${word.text}\` is another header than \`${header}\`.`;
  return {
    related: [{ at: anchorOf(line, word), message }],
    fixes: [changeWord(`Change to ${header}`, line, word, header, true)],
  };
}

function isMeantFor(header: string, { directive: { args } }: Placed): boolean {
  const [name, value] = args;
  if (name === undefined || value === undefined || !/upgrade|websocket/i.test(value.text)) return false;
  const [written, wanted] = [name.text.toLowerCase(), header.toLowerCase()];
  return written !== wanted && nearIn([wanted], written).size > 0;
}
