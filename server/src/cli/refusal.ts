/** Why a command cannot do its work: bad usage, or input that cannot be read. Ends with exit code 2 and a line for each reason. */
import type { Unreadable } from '../config/workspace.ts';

export class Refusal extends Error {
  /** Each a line of its own, whatever is in it. */
  readonly sentences: readonly string[];

  constructor(...sentences: readonly string[]) {
    super(sentences.join('\n'));
    this.sentences = sentences;
  }
}

const reasons: Readonly<Record<Unreadable['unreadable'], string>> = {
  missing: 'no such file',
  folder: 'is a folder: name its files, or a pattern such as "conf.d/*.conf"',
  permission: 'cannot be read: permission denied',
  loop: 'cannot be read: a loop of symbolic links',
  pending: 'cannot be read',
  'too-large': 'is larger than 16 MB, or has more than a million statements: too large for a configuration',
  special: 'cannot be read: not an ordinary file, or one of /proc, /sys or /dev',
  'over-limit': 'cannot be read: too much is read already',
};

export function unreadable({ path, unreadable: reason }: Unreadable): Refusal {
  return new Refusal(`${path}: ${reasons[reason]}`);
}
