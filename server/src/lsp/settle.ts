/** Waits for what a slow disk has to bring, as long as somebody who types would. */

export interface Settling {
  /** Is something on its way? */
  readonly isBusy: () => boolean;
  /** Resolves when nothing is. */
  readonly idle: () => Promise<unknown>;
  /** What is on its way comes too late to be waited for. */
  readonly giveUp: () => void;
  /** Follows includes, which may ask for more. */
  readonly explore: () => void;
  /** The analysis itself, which may ask for more. */
  readonly ask: () => void;
  /** Takes in what has come. */
  readonly refresh: () => void;
}

/** `ms`: how long. Each round loads what the one before lacked: a chain of includes takes as many as it is long. */
export async function settled({ isBusy, idle, giveUp, explore, ask, refresh }: Settling, ms = patience): Promise<void> {
  const end = Date.now() + ms;
  for (;;) {
    explore();
    if (!isBusy()) ask();
    if (!isBusy()) return;
    const rest = end - Date.now();
    if (rest <= 0) {
      giveUp();
      return;
    }
    await within(rest, idle());
    refresh();
  }
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}

/** In ms. */
const patience = 2000;

/** In ms: of somebody who asks where something is, once, and to whom nothing would be told later. */
export const longPatience = 8000;
