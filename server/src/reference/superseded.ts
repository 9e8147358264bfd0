/** Directives of modules that could only be built into releases long past, and what has taken their place. Look-up only. */

export interface Superseded {
  /** As its author writes it. */
  readonly module: string;
  /** A sentence: what does the same today. */
  readonly instead: string;
}

/** `undefined` for any other name. Case counts. */
export function superseded(name: string): Superseded | undefined {
  return table.get(name);
}

/** Such a module may still be in somebody's binary, but that is a patched nginx of before 2015. */
const table: ReadonlyMap<string, Superseded> = new Map([
  [
    'tcp',
    {
      module: 'nginx_tcp_proxy_module, a patch for nginx before 1.9.0',
      instead: 'Since then `stream` passes TCP on, and since 1.3.13 `http` passes WebSockets on by itself.',
    },
  ],
]);
