/** What ends a silent WebSocket, and after how long: the time-outs of the places that pass it on. */
import { wholeOf } from '../config/anchor.ts';
import { effectiveOne } from '../config/inherit.ts';
import type { Anchor } from '../config/model.ts';
import { targetsIn } from '../handshake/routing/proxy-targets.ts';
import { milliseconds } from '../handshake/text/amount.ts';
import type { Taken } from './taken.ts';

export interface Timeout {
  readonly directive: string;
  readonly seconds: number;
  /** `undefined` where nginx's default holds. */
  readonly at: Anchor | undefined;
}

/** In seconds (ngx_http_proxy_merge_loc_conf). */
const byDefault = 60;

/** The read time-out before that of sending; the same of several blocks once. */
export function timeoutsOf({ server, location }: Taken): readonly Timeout[] {
  if (location === undefined) return [];
  const all = targetsIn(location, server).flatMap(({ kind, level }) =>
    [`${kind}_read_timeout`, `${kind}_send_timeout`].flatMap((directive): readonly Timeout[] => {
      const placed = effectiveOne(level, directive);
      const ms = placed === undefined ? byDefault * 1000 : milliseconds(placed.directive.args[0]?.text ?? '');
      return ms === undefined ? [] : [{ directive, seconds: ms / 1000, at: placed === undefined ? undefined : wholeOf(placed) }];
    }),
  );
  return eachOnce(all);
}

/** Those of the same directive and the same time once, the last of them. */
export function eachOnce(timeouts: readonly Timeout[]): readonly Timeout[] {
  return [...new Map(timeouts.map((it) => [`${it.directive} ${it.seconds}`, it])).values()];
}
