/** Messages by name, each taken once; whoever comes early waits, and for two minutes at most. */
export function createMailbox<T>(): {
  readonly put: (name: string, message: T) => void;
  readonly take: (name: string) => Promise<T>;
} {
  const messages = new Map<string, T[]>();
  const waiting = new Map<string, ((message: T) => void)[]>();
  return {
    put(name, message) {
      const taker = waiting.get(name)?.shift();
      if (taker !== undefined) taker(message);
      else messages.set(name, [...(messages.get(name) ?? []), message]);
    },
    take(name) {
      const message = messages.get(name)?.shift();
      if (message !== undefined) return Promise.resolve(message);
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          reject(new Error(`Nothing came ${name === '' ? '' : `for ${name} `}within two minutes`));
        }, 120_000).unref();
        const taker = (it: T): void => {
          clearTimeout(late);
          resolve(it);
        };
        waiting.set(name, [...(waiting.get(name) ?? []), taker]);
      });
    },
  };
}
