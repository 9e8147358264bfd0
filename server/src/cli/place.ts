/** Where a file of a report is, for programs, and what their paths count from. */
import { realpathSync } from 'node:fs';
import { slashes } from '../files/node-disk.ts';
import { below, tidy } from './artifact.ts';
import { absolute } from './inputs.ts';
import { Refusal } from './refusal.ts';

/** How a report for programs names the files. */
export interface ReportPlaces {
  /** Absolute, with slashes: the root of the repository as far as it is known. What is below it is named from there on. */
  readonly base: string;
  /** The path that stands for standard input, which is no file. */
  readonly standardInput: string | undefined;
}

export interface Place {
  readonly path: string;
  /** From the base on; `undefined` for what is not below it. */
  readonly below: string | undefined;
  readonly standardInput: boolean;
}

export function placeIn(path: string, { base, standardInput }: ReportPlaces): Place {
  return { path: tidy(path), below: below(base, path), standardInput: path === standardInput };
}

/** The shortest name that tells a program, or somebody who reads its page, which file is meant. */
export function nameIn(path: string, places: ReportPlaces): string {
  const place = placeIn(path, places);
  return place.standardInput ? 'standard input' : (place.below ?? place.path);
}

/** Where CI checks out a repository: GitHub and those like it, GitLab, Bitbucket, Azure, CircleCI, Travis, Jenkins. */
const checkouts = [
  ...['GITHUB_WORKSPACE', 'CI_PROJECT_DIR', 'BITBUCKET_CLONE_DIR', 'BUILD_SOURCESDIRECTORY', 'CIRCLE_WORKING_DIRECTORY'],
  ...['TRAVIS_BUILD_DIR', 'WORKSPACE'],
];

/**
 * The folder that was said; else the checkout of the CI in which this runs, where the working folder is in it; else the working
 * folder. Refuses what is no folder.
 */
export function baseOf(said: string | undefined, env: Readonly<Record<string, string | undefined>>): string {
  if (said !== undefined) {
    const real = realFolder(said);
    if (real === undefined) throw new Refusal(`--relative-to: ${said}: no such folder`);
    return real;
  }
  const here = absolute('.');
  const around = checkouts.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === '' ? [] : (realFolder(value) ?? []);
  });
  return around.find((folder) => folder === here || below(folder, here) !== undefined) ?? here;
}

function realFolder(path: string): string | undefined {
  try {
    return slashes(realpathSync.native(absolute(path)));
  } catch {
    return undefined;
  }
}
