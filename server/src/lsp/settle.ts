/** Waits for what a slow disk has to bring, as long as somebody who types would. */

/** What may be on its way. */
export interface Coming {
  /** Is something on its way? */
  readonly isBusy: () => boolean;
  /** Resolves when nothing is. */
  readonly idle: () => Promise<unknown>;
  /** What is on its way comes too late to be waited for. */
  readonly giveUp: () => void;
  /** What was given up is waited for again; false where there is nothing. */
  readonly insist: () => boolean;
  /** Takes in what has come. */
  readonly refresh: () => void;
  /** Something has come that an answer lacked. */
  readonly late: () => void;
}

/** What is wanted. */
export interface Wanted {
  /** Follows includes, which may ask for more. */
  readonly explore: () => void;
  /** The analysis itself, which may ask for more. */
  readonly ask: () => void;
}

/**
 * Resolves when all that is wanted is there (true), or after a while (false); a patient one waits longer, and for what was given up before. As long as
 * one of those waits, others are answered without what it waits for, and it is not given up.
 */
export function createSettle(coming: Coming): (wanted: Wanted, isPatient?: boolean) => Promise<boolean> {
  const { isBusy, giveUp, insist, refresh, late } = coming;
  let waiting = 0;
  let isLacked = false;
  return async (wanted, isPatient = false) => {
    if (!isPatient) {
      if (await settled(coming, wanted, patience)) return true;
      if (waiting === 0) giveUp();
      else isLacked = true;
      return false;
    }
    // What came while nobody waited.
    refresh();
    if (insist()) isLacked = true;
    waiting++;
    const isThere = await settled(coming, wanted, longPatience).finally(() => waiting--);
    if (isLacked) late();
    if (waiting > 0) return isThere;
    isLacked = false;
    if (isBusy()) giveUp();
    return isThere;
  };
}

/** True when nothing is lacking after so many ms. Each round loads what the one before lacked: a chain of includes takes as many as it is long. */
async function settled({ isBusy, idle, refresh }: Coming, { explore, ask }: Wanted, ms: number): Promise<boolean> {
  const end = Date.now() + ms;
  for (;;) {
    explore();
    if (!isBusy()) ask();
    if (!isBusy()) return true;
    const rest = end - Date.now();
    if (rest <= 0) return false;
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
const longPatience = 8000;
