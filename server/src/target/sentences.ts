/** What happened where nginx runs, in one sentence each, with the command that was tried. */
import { nameOfVersion, type NginxVersion } from '../reference/version.ts';
import { shown, type Target } from './model.ts';
import type { Ran } from './run.ts';
import { lacksRights, type Said } from './said.ts';

/** Why a program of a target gave no answer. */
export function notReached({ words }: Target, ran: Ran): string {
  const tried = ` (tried: ${shown(ran.argv)})`;
  const [program = ''] = ran.argv;
  switch (ran.ended) {
    case 'not-found':
      return `\`${program}\` is not on this machine${program.startsWith('/') ? '' : ', or not on the PATH'}${tried}.`;
    case 'not-started':
      return `\`${program}\` could not be started: ${ran.problem ?? 'the system does not say why'}${tried}.`;
    case 'timed-out':
      return `There was no answer in time from ${words}${tried}.`;
    case 'cancelled':
      return `It was stopped before there was an answer from ${words}${tried}.`;
    case 'too-much':
      return `More came back from ${words} than any configuration has${tried}.`;
    case 'exited':
      return `There was no answer of nginx from ${words}: ${lastWords(ran)}${tried}.`;
  }
}

/** `nginx 1.28.0 (docker container web)`. */
export function nameOf({ words }: Target, version: NginxVersion | undefined): string {
  return `${version === undefined ? 'nginx' : nameOfVersion(version)} (${words})`;
}

interface Asked {
  readonly target: Target;
  readonly facts: { readonly version: NginxVersion | undefined };
}

/** Behind a test that passed. */
export function verdictOf({ target, facts }: Asked, said: readonly Said[]): string {
  const warnings = said.filter(({ level }) => level === 'warn').length;
  const told = warnings === 0 ? '' : `, with ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return `${nameOf(target, facts.version)} takes the configuration${told}.`;
}

/** Behind one that did not; where only rights are missing, how to give them. */
export function refusalOf({ target, facts }: Asked, said: readonly Said[]): string {
  const first = said.find(({ level }) => level === 'emerg');
  const why =
    first === undefined ? '' : `: ${first.words}${first.path === undefined ? '' : ` in ${first.path}:${first.line ?? 0}`}`;
  const mayTakeRights = target.rights.length === 0 && ['local', 'ssh', 'wsl'].includes(target.kind);
  const hint =
    first !== undefined && lacksRights(first) && mayTakeRights
      ? ' This user may not do what nginx does at its start: "sudo": true in nginxHandshake.target lets it.'
      : '';
  return `${nameOf(target, facts.version)} refuses the configuration${why}.${hint}`;
}

/** The first line of what was said, else how it ended. */
function lastWords({ stderr, stdout, code }: Ran): string {
  const said = [...stderr.split(/\r?\n/), ...stdout.split(/\r?\n/)].map((line) => line.trim()).find((line) => line !== '');
  return said === undefined ? `exit code ${code ?? 'unknown'}` : said.slice(0, mostSaid).replace(/\.$/, '');
}

const mostSaid = 300;
