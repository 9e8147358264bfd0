/** Which locations may take the URLs of another one of their server. */
import type { Location, LocationName } from '../../config/model.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { sampleUrl } from '../../handshake/sample.ts';
import { compilePattern } from '../../handshake/text/pattern.ts';
import { derived } from '../../query/derived.ts';

export const patternsAmong = derived((names: readonly LocationName[]) =>
  names.filter(({ modifier }) => modifier.startsWith('~')),
);

/** Only a pattern that matches takes the URL of another location. */
export function mayBeShadowed({ location, server }: ProxyTarget): boolean {
  const url = sampleUrl(location);
  return (
    url !== undefined &&
    patternsAmong(server.locations.names).some(
      ({ path, modifier }) => compilePattern(path, modifier === '~*')?.match(url) !== undefined,
    )
  );
}

/** All that the pattern can match begins with the prefix. */
export function keepsPatternsOut(winner: Location, { modifier, path }: Location): boolean {
  return winner.modifier === '^~' && modifier.startsWith('~') && (winner.path === '/' || path.startsWith(`^${winner.path}`));
}
