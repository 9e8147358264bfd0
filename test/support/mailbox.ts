/** Messages by name, each taken once; whoever comes early waits. */
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
      return new Promise((resolve) => waiting.set(name, [...(waiting.get(name) ?? []), resolve]));
    },
  };
}
