/** Mistakes of ours, each told once: a rule or a main file that fails does so at every key. */

export interface Failures {
  /** A rule that threw, which costs that rule alone. */
  readonly rule: (rule: string, error: unknown) => void;
  /** Something else that did, which costs that alone: a noun phrase, such as ``the main file `/etc/nginx/nginx.conf` ``. */
  readonly other: (what: string, error: unknown) => void;
  /** A remark that is no failure. */
  readonly remark: (sentence: string) => void;
}

/** Where each kind of text goes. */
export interface Telling {
  readonly failed: (text: string) => void;
  readonly remarked: (text: string) => void;
}

export function createFailures({ failed, remarked }: Telling): Failures {
  const told = new Set<string>();
  const once = (key: string, text: () => string, tell = failed): void => {
    if (told.has(key)) return;
    told.add(key);
    tell(text());
  };
  return {
    rule(rule, error) {
      once(`rule ${rule}`, () => `The rule ${rule} failed: ${stackOf(error)}`);
    },
    other(what, error) {
      once(`${what} ${messageOf(error)}`, () => `Failed: ${what}. Everything else goes on. ${stackOf(error)}`);
    },
    remark(sentence) {
      once(sentence, () => sentence, remarked);
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The first lines: a stack that overflowed says the same again and again. */
function stackOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return stack.split('\n').slice(0, mostLines).join('\n');
}

const mostLines = 12;
