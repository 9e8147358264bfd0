/** Which releases of nginx there are, and who ships which. */
import { isAtLeast, type NginxVersion } from './version.ts';

/** The last patch of each line, from the oldest that anybody still runs (nginx.org/en/CHANGES, and those of the stable lines). */
const lines: readonly (readonly [minor: number, last: number])[] = [
  ...([
    [14, 2],
    [15, 12],
    [16, 1],
    [17, 10],
    [18, 0],
    [19, 10],
    [20, 2],
    [21, 6],
    [22, 1],
    [23, 4],
  ] as const),
  ...([
    [24, 0],
    [25, 5],
    [26, 3],
    [27, 5],
    [28, 3],
    [29, 8],
    [30, 5],
    [31, 6],
  ] as const),
];

/** The last release of a line such as 1.25; `undefined` for a line that is not known. */
export function lastOfLine(major: number, minor: number): NginxVersion | undefined {
  const line = major === 1 ? lines.find(([it]) => it === minor) : undefined;
  return line === undefined ? undefined : [1, line[0], line[1]];
}

/** The oldest that a supported distribution ships (Ubuntu 22.04). */
export const oldestSupported: NginxVersion = [1, 18, 0];

/** All from one to the other, both included, oldest first. */
export function releasesBetween(from: NginxVersion, to: NginxVersion): readonly NginxVersion[] {
  return lines
    .flatMap(([minor, last]) => Array.from({ length: last + 1 }, (_, patch): NginxVersion => [1, minor, patch]))
    .filter((it) => isAtLeast(it, from) && isAtLeast(to, it));
}

/** Those that most people run come first. */
export const distributions: readonly (readonly [name: string, version: NginxVersion])[] = [
  ['Debian 12', [1, 22, 1]],
  ['Ubuntu 24.04', [1, 24, 0]],
  ['Ubuntu 22.04', [1, 18, 0]],
  ['RHEL 9', [1, 20, 1]],
  ['Debian 13', [1, 26, 3]],
];

/** `before 1.29.7, which Debian 12 and Ubuntu 24.04 have`: for sentences about what only older releases do. */
export function beforeVersion(version: NginxVersion): string {
  const older = distributions.filter(([, shipped]) => !isAtLeast(shipped, version)).slice(0, 2);
  const number = `before ${version[0]}.${version[1]}.${version[2]}`;
  const names = older.map(([name]) => name).join(' and ');
  return older.length === 0 ? number : `${number}, which ${names} ${older.length === 1 ? 'has' : 'have'}`;
}
