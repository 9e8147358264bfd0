/** What was observed on some versions of nginx, for the one that is here. */
import { isDeepStrictEqual } from 'node:util';
import { isAtLeast, parseVersion, type NginxVersion } from '../../server/src/reference/version.ts';
import type { NginxBinary } from './parts.ts';
import { directiveIn } from '../../server/src/reference/directives.ts';

/** A version that was asked, and what it did. */
export type Observation<T> = readonly [version: string, seen: T];

/**
 * What was seen on this version (or another release of its stable series); of a version between two that were asked,
 * what both did. `undefined` where they differ, or where it is newer or older than all and they are not of one mind.
 */
export function observedFor<T>(version: string, observations: readonly Observation<T>[]): T | undefined {
  const own = versionOf(version);
  const same = observations.find(([asked]) => isSameSeries(versionOf(asked), own));
  if (same !== undefined) return same[1];
  const older = observations.filter(([asked]) => isAtLeast(own, versionOf(asked)));
  const newer = observations.filter(([asked]) => !isAtLeast(own, versionOf(asked)));
  const around = older.length > 0 && newer.length > 0 ? [...older.slice(-1), ...newer.slice(0, 1)] : observations;
  const [first] = around;
  return first !== undefined && around.every(([, seen]) => isDeepStrictEqual(seen, first[1])) ? first[1] : undefined;
}

/** Does nginx refuse only because it was built without a module of its own? Gives the directive. */
export function leftOutOfBuild({ version }: Pick<NginxBinary, 'version'>, refusal: string | undefined): string | undefined {
  const unknown = /unknown directive "(\w+)"/.exec(refusal ?? '')?.[1];
  return unknown !== undefined && directiveIn(unknown, versionOf(version)).length > 0 ? unknown : undefined;
}

export function versionOf(text: string): NginxVersion {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`${text} is no version`);
  return version;
}

/** The releases of a stable series (an even second number) differ in corrections only. */
function isSameSeries([major, minor, patch]: NginxVersion, other: NginxVersion): boolean {
  return major === other[0] && minor === other[1] && (minor % 2 === 0 || patch === other[2]);
}
