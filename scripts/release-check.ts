/**
 * `npx tsx scripts/release-check.ts v1.2.3`: may this tag be released? Says what is in the way, and ends with 1 then. With `--notes` it
 * prints what the changelog says of the version, for the page of the release.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../test/support/parts.ts';

/** The texts that have to agree with a tag. */
export interface Release {
  readonly tag: string;
  /** The text of package.json. */
  readonly manifest: string;
  /** The text of package-lock.json. */
  readonly lock: string;
  readonly changelog: string;
  /** The page of CI, whose recipes name the version. */
  readonly recipes: string;
}

/** A sentence for each thing in the way; empty where there is none. */
export function problemsOf({ tag, manifest, lock, changelog, recipes }: Release): readonly string[] {
  const version = versionIn(manifest);
  const section = sectionOf(changelog, version);
  const named = [...recipes.matchAll(/\bnginx-handshake@v?(\d+\.\d+\.\d+)|\brev: v(\d+\.\d+\.\d+)/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  return [
    ...(/^v\d+\.\d+\.\d+$/.test(tag) ? [] : [`${tag} is no tag such as v1.2.3`]),
    ...(tag === `v${version}` ? [] : [`package.json has the version ${version}, the tag is ${tag}`]),
    ...(versionIn(lock) === version ? [] : [`package-lock.json has the version ${versionIn(lock)}: npm install writes it anew`]),
    ...(section === undefined ? [`CHANGELOG.md has no section ## [${version}] - YYYY-MM-DD`] : []),
    ...(section?.trim() === '' ? [`The section of ${version} in CHANGELOG.md is empty`] : []),
    ...((sectionOf(changelog, 'Unreleased') ?? '').includes('\n- ') ? [`CHANGELOG.md still has lines below [Unreleased]`] : []),
    ...(changelog.includes(`\n[${version}]: `) ? [] : [`CHANGELOG.md has no link for [${version}] at its end`]),
    ...[...new Set(named)].filter((it) => it !== version).map((it) => `docs/ci.md names the version ${it}`),
  ];
}

/** What a version brought, without its heading; `undefined` where the changelog has no such section, or no date for it. */
export function sectionOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const heading = new RegExp(
    `^\\[${version.replaceAll('.', '\\.')}\\]${version === 'Unreleased' ? '' : ' - \\d{4}-\\d\\d-\\d\\d'} *\\n`,
  );
  const section = sections.find((it) => heading.test(it));
  return section?.replace(heading, '').split(/^\[[^\]\n]+\]: /m)[0];
}

function versionIn(json: string): string {
  const { version } = JSON.parse(json) as { readonly version?: string };
  return version ?? 'none';
}

function main(args: readonly string[]): number {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8');
  const tag = args.find((it) => !it.startsWith('--')) ?? '';
  const [manifest, lock, changelog] = [read('package.json'), read('package-lock.json'), read('CHANGELOG.md')];
  const problems = problemsOf({ tag, manifest, lock, changelog, recipes: read('docs/ci.md') });
  for (const problem of problems) console.error(problem);
  if (problems.length === 0 && args.includes('--notes')) console.log((sectionOf(changelog, versionIn(manifest)) ?? '').trim());
  return problems.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
