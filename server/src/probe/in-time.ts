/** Work that is not waited for any longer than somebody wants. */

/**
 * Rejects with the code `ETIMEDOUT` after `patience` ms, and with `ABORT_ERR` when the signal says so. For work without an end that
 * can be set, such as the system's look-up of names: it goes on, and nobody waits for it.
 */
export function inTime<T>(work: Promise<T>, patience: number, signal: AbortSignal | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    const end = (code: string): void => {
      finish();
      reject(Object.assign(new Error('no answer'), { code }));
    };
    const stop = (): void => {
      end('ABORT_ERR');
    };
    const timer = setTimeout(() => {
      end('ETIMEDOUT');
    }, patience);
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted === true) stop();
    work.then(resolve, reject).finally(finish);
  });
}
