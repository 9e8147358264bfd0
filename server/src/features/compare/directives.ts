/** Directives of a configuration that mean something else in one of two releases, though both accept them. */
import { wholeOf } from '../../config/anchor.ts';
import { effective } from '../../config/inherit.ts';
import type { Config, Placed } from '../../config/model.ts';
import { listensOf } from '../../handshake/routing/listen.ts';
import { changedBehaviours, type ChangedBehaviour, type Concerns } from '../../reference/changed.ts';
import { isAtLeast, type NginxVersion } from '../../reference/version.ts';
import type { ChangedDirective } from './model.ts';

/** Between the two, whichever is older; each with all places that it concerns. */
export function changedDirectives(config: Config, from: NginxVersion, to: NginxVersion): readonly ChangedDirective[] {
  const [older, newer] = isAtLeast(to, from) ? [from, to] : [to, from];
  return changedBehaviours
    .filter(({ since }) => isAtLeast(newer, since) && !isAtLeast(older, since))
    .flatMap((it) => concerned[it.concerns](config, it).map((placed) => toChange(it, placed)));
}

function toChange({ name, since, what }: ChangedBehaviour, placed: Placed): ChangedDirective {
  return { name, since, what, at: wholeOf(placed) };
}

const concerned: Readonly<Record<Concerns, (config: Config, change: ChangedBehaviour) => readonly Placed[]>> = {
  used: ({ directives }, { name }) => everywhere(directives).filter(({ directive }) => directive.name.text === name),
  'unset-with-tls': ({ http }, { name }) =>
    (http?.servers ?? []).flatMap((server) => {
      const isTls = listensOf(server).some(({ parameters }) => parameters.includes('ssl'));
      const hides = server.level.unseen.length > 0 || server.level.partial || (http?.level.unseen.length ?? 0) > 0;
      return isTls && !hides && server.at !== undefined && effective(server.level, name).length === 0 ? [server.at] : [];
    }),
  'unset-in-upstream': ({ http }, { name }) =>
    (http?.environment.allUpstreams ?? []).flatMap(({ at, body, servers }) =>
      servers.length === 0 || body.some(({ directive }) => directive.name.text === name) ? [] : [at],
    ),
};

/** All directives, in nginx's order of reading. */
function everywhere(top: readonly Placed[]): readonly Placed[] {
  const found: Placed[] = [];
  const open = [...top].reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    found.push(next);
    for (const inner of (next.block ?? []).toReversed()) open.push(inner);
  }
  return found;
}
