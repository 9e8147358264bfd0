/** What a real nginx says of a configuration, and what we say: in one writing, so that they can be compared. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { originOf } from '../../../server/src/reference/directives.ts';
import { foreignDirective } from '../../../server/src/reference/foreign.ts';
import { parseVersion } from '../../../server/src/reference/version.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { makeNginxFolder, testConfig } from '../../support/nginx.ts';
import { leftOutOfBuild } from '../../support/observed.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { refusal } from '../../support/refusal.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { releases, written } from '../recorded/cases.ts';

export interface Asker {
  /** The folder of the main file, where the real nginx reads it. */
  readonly folder: string;
  /** `ok`, or the first refusal: `message :line`, or `message` where nginx names no place. */
  readonly ours: (binary: NginxBinary, config: string) => string;
  readonly theirs: (binary: NginxBinary, config: string) => string;
  readonly remove: () => void;
}

export function createAsker(parser: Parser): Asker {
  const folder = makeNginxFolder();
  const main = `${folder.path}/nginx.conf`;
  return {
    folder: folder.path,
    ours: (binary, config) => {
      const nginx = parseVersion(binary.version) ?? releases['1.31'];
      return alike(written(refusal(memoryWorkspace(parser, new Map([[main, config]])), main, { nginx }), folder.path));
    },
    theirs: (binary, config) => {
      // What an earlier one made nginx write, logs for instance, is not there for the next.
      for (const name of readdirSync(folder.path)) if (name !== 'logs') rmSync(join(folder.path, name), { recursive: true });
      folder.write('nginx.conf', config);
      const { accepted, output } = testConfig(binary, folder.path);
      return accepted ? 'ok' : alike(refusalIn(output, folder.path));
    },
    remove: folder.remove,
  };
}

/** A build with the older PCRE says the same mistakes in other words. */
export function alike(message: string): string {
  return message.replace(/\bpcre2?_compile\(\) failed: .*(?= :\d+$)/s, 'pattern refused');
}

/** The part of an answer before the line, and the line. */
export function partsOf(answer: string): { readonly message: string; readonly line: string | undefined } {
  const placed = /^([\s\S]*) :(\d+)$/.exec(answer);
  return placed === null ? { message: answer, line: undefined } : { message: placed[1] ?? '', line: placed[2] };
}

/** Why an answer of a real nginx is about this machine or this build, and not about the configuration; `undefined` where it is not. */
export function reasonOfMachine(binary: NginxBinary, answer: string, config = ''): string | undefined {
  const line = config.split('\n')[Number(partsOf(answer).line) - 1] ?? '';
  if (answer.startsWith('open()') && line.includes('password_file')) return 'a certificate or key';
  if (answer.startsWith('unknown directive') && leftOutOfBuild(binary, answer) !== undefined) {
    return 'a directive that this build lacks';
  }
  const [, name = ''] = /^(?:unknown directive |directive |invalid number of arguments in )?"([^"]*)"/.exec(answer) ?? [];
  const origin = originOf(name);
  const isOfOthers = answer.startsWith('unknown directive') && foreignDirective(name) !== undefined;
  if (isOfOthers || origin === 'plus' || origin === 'third-party') return ofOthers;
  // A build that has the module knows which variables its directives set.
  if (/^unknown "[^"]*" variable/.test(answer) && usesForeign(config)) return ofOthers;
  return machine.find(([, words]) => words.test(answer))?.[0];
}

const ofOthers = 'a directive of another module, or of the commercial build';

function usesForeign(config: string): boolean {
  return config.match(/^\s*\w+(?=\s)/gm)?.some((name) => foreignDirective(name.trim()) !== undefined) ?? false;
}

/** What each of them excuses is seen in the figures of `npm run accuracy`. */
const machine: readonly (readonly [why: string, message: RegExp])[] = [
  ['a name that no server knows here', /^host not found/],
  ['an address of this machine', /^bind\(\)|^socket\(\)|^setsockopt/],
  ['a file outside of the folder', /^(?!.*"FOLDER\/).*\(\d+: [A-Z][a-z ]+\)/],
  // Names no line: one of an `include` does.
  ['a log', /^open\(\) [^\n]*\)$/],
  ['a certificate or key', /^cannot load|SSL_|PEM_|_load_verify_locations/],
  ['an engine of OpenSSL', /^ENGINE_by_id/],
  ['a user or group', /^getpwnam|^getgrnam/],
  ['a module', /^dlopen\(\)/],
];

function refusalIn(output: string, folder: string): string {
  const message = /\[emerg\] \d+#\d+: ([\s\S]*?)\n(?:\d{4}\/|nginx:)/.exec(output)?.[1] ?? output;
  const placed = /^([\s\S]*?) in \S+?nginx\.conf:(\d+)( to be in shared memory)?$/.exec(message);
  const words = (text: string): string => text.replace(`"${folder}/`, '"FOLDER/');
  return placed === null ? words(message) : `${words(placed[1] ?? '')}${placed[3] ?? ''} :${placed[2]}`;
}
