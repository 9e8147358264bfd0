/** Versions of nginx that somebody may want to compare. */
import { http11Release } from '../../reference/flavours.ts';
import { distributions } from '../../reference/releases.ts';
import { isAtLeast, newestMainline, newestStable, writeVersion, type NginxVersion } from '../../reference/version.ts';
import type { Range } from '../../validity/both-ends.ts';

export interface Suggestion {
  /** As settings say it. */
  readonly version: string;
  readonly why: string;
}

export interface Suggestions {
  readonly from: readonly Suggestion[];
  readonly to: readonly Suggestion[];
}

/** The likeliest first: from the nginx in use, or what distributions ship, to the newest. Each version once in each list. */
export function suggestedVersions({ nginx, nginxUpTo }: Range): Suggestions {
  const shipped = distributions.map(([name, version]) => suggestion(version, name));
  const used = nginxUpTo === undefined ? [suggestion(nginx, 'in use here')] : [];
  const stable = suggestion(newestStable, 'the newest stable nginx');
  const mainline = suggestion(newestMainline, 'the newest nginx');
  const newest = isAtLeast(nginx, newestStable) ? [mainline, stable] : [stable, mainline];
  const next = http11Release(nginx);
  const relative = next === undefined ? [] : [{ version: next, why: 'the first with HTTP/1.1 to backends' }];
  return {
    from: once([...used, ...shipped, stable]),
    to: once([...relative, ...newest, ...shipped]).filter(({ version }) => used.every((it) => it.version !== version)),
  };
}

function suggestion(version: NginxVersion, why: string): Suggestion {
  return { version: writeVersion(version), why };
}

function once(all: readonly Suggestion[]): readonly Suggestion[] {
  return all.filter(({ version }, index) => all.findIndex((it) => it.version === version) === index);
}
