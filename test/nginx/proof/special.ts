/** The proofs of rules that are not about whether a handshake succeeds on a lenient backend. */
import assert from 'node:assert/strict';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { staysOpen } from '../../support/nginx-client.ts';
import { proveHandshake } from './handshake.ts';
import { probeFor, targetsAbout, type Probe } from './probe.ts';
import { fixedFiles, onNginx, tried, type Asker, type Staging, type Subject } from './run.ts';
import type { Stage } from './stage.ts';

type Texts = ReadonlyMap<string, string>;

/** HTTP/1.0: a strict backend refuses what a lenient one takes; over HTTP/1.1 both connect. */
export async function proveHttpVersion(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const strict = { backend: stage.strict };
  await asking(subject, subject.it.files, stage, parser, async ({ raw, socket }, probe) => {
    const { received } = await raw(probe);
    assert.match(received[0] ?? '', /^GET \S+ HTTP\/1\.0\n/);
    assert.equal((await socket(probe)).status, 101);
  });
  await asking(
    subject,
    subject.it.files,
    stage,
    parser,
    async ({ socket }, probe) => {
      assert.equal((await socket(probe)).status, 400);
    },
    strict,
  );
  await afterFix(
    subject,
    stage,
    parser,
    async ({ socket }, probe) => {
      assert.deepEqual(await socket(probe), connected);
    },
    strict,
  );
}

/** An ordinary GET reaches the backend as `Connection: upgrade`; after the fix it does not, and WebSockets still connect. */
export async function provePlainRequests(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const connectionOf = async ({ raw }: Asker, probe: Probe): Promise<string> => {
    const { received } = await raw(probe, 'plain');
    return /^connection: (.*)$/im.exec(received[0] ?? '')?.[1]?.toLowerCase() ?? '';
  };
  await asking(subject, subject.it.files, stage, parser, async (asker, probe) => {
    assert.match(await connectionOf(asker, probe), /upgrade/);
  });
  await afterFix(subject, stage, parser, async (asker, probe) => {
    assert.doesNotMatch(await connectionOf(asker, probe), /upgrade/);
    assert.deepEqual(await asker.socket(probe), connected);
  });
}

/** A key that is meant to be empty never matches: ordinary requests go out as upgrades. Else as other header rules. */
export async function proveQuotes(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const key = subject.findings.some(({ message }) => message.includes('this line is for the very text'));
  await (key ? provePlainRequests : proveHandshake)(subject, stage, parser);
}

/** A minute becomes a second: an idle tunnel is cut, and after the fix it is not. */
export async function proveIdle(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const isDefault = (text: string): boolean => !/proxy_read_timeout\s+(?:[1-5]?\d|\d+ms)s?;/.test(text);
  const written = [...subject.it.files.values()].every(isDefault);
  // What the case sets to less than a minute, or else nginx's default.
  const change = (text: string): string =>
    written
      ? text.replace(/^http \{|(?<=\n)http \{/, 'http { proxy_read_timeout 1s;')
      : text.replace(/(proxy_read_timeout\s+)(?:[1-5]?\d|\d+ms)s?;/g, '$11s;');
  const open = async ({ stage: { listenOn } }: Asker, { url, port, tls, host }: Probe): Promise<boolean> =>
    staysOpen(listenOn(port), url, 1700, host, tls);
  await asking(
    subject,
    subject.it.files,
    stage,
    parser,
    async (asker, probe) => {
      assert.equal(await open(asker, probe), false, 'cut');
    },
    { change },
  );
  await afterFix(
    subject,
    stage,
    parser,
    async (asker, probe) => {
      assert.equal(await open(asker, probe), true, 'still open');
    },
    {
      change,
    },
  );
}

/** A framework that compares Origin with Host answers 403, and after the fix it connects. */
export async function proveOrigin(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const backend = { backend: stage.sameOrigin };
  const asBrowser = (probe: Probe): Probe =>
    probe.port === 80 || probe.port === 443 ? probe : { ...probe, host: `${probe.host}:${probe.port}` };
  await asking(
    subject,
    subject.it.files,
    stage,
    parser,
    async ({ socket }, probe) => {
      assert.equal((await socket(asBrowser(probe))).status, 403);
    },
    backend,
  );
  await afterFix(
    subject,
    stage,
    parser,
    async ({ socket }, probe) => {
      assert.deepEqual(await socket(asBrowser(probe)), connected);
    },
    backend,
  );
}

/** The answer to an ordinary GET of the same URL comes out of the cache. */
export async function proveCache(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const backend = { backend: stage.pages };
  await asking(
    subject,
    subject.it.files,
    stage,
    parser,
    async ({ raw }, probe) => {
      assert.equal((await raw(probe, 'plain')).status, 200);
      assert.equal((await raw(probe)).status, 200);
    },
    backend,
  );
  await afterFix(
    subject,
    stage,
    parser,
    async ({ raw, socket }, probe) => {
      assert.equal((await raw(probe, 'plain')).status, 200);
      assert.deepEqual(await socket(probe), connected);
    },
    backend,
  );
}

/** The name that the TLS backend is asked for. */
export async function proveSni(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const name = /tell `([^`]+)` in the TLS handshake/.exec(subject.findings[0]?.message ?? '')?.[1] ?? '';
  const asked = async ({ socket }: Asker, probe: Probe): Promise<string | undefined> => {
    const before = stage.tls.requests.length;
    await socket(probe);
    return stage.tls.requests[before]?.sni;
  };
  await asking(subject, subject.it.files, stage, parser, async (asker, probe) => {
    assert.equal(await asked(asker, probe), '');
  });
  await afterFix(subject, stage, parser, async (asker, probe) => {
    assert.equal(await asked(asker, probe), name);
  });
}

/** Three ordinary requests take three connections to the upstream, after the fix one. */
export async function proveKeepalive(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const connections = async ({ raw }: Asker, probe: Probe): Promise<number> => {
    const before = stage.pages.requests.length;
    for (let time = 0; time < 3; time++) await raw(probe, 'plain');
    return stage.pages.requests.length - before;
  };
  const backend = { backend: stage.pages };
  await asking(
    subject,
    subject.it.files,
    stage,
    parser,
    async (asker, probe) => {
      assert.equal(await connections(asker, probe), 3);
    },
    backend,
  );
  await afterFix(
    subject,
    stage,
    parser,
    async (asker, probe) => {
      assert.equal(await connections(asker, probe), 1);
    },
    backend,
  );
}

/** The requests of one client go to both servers, after the fix to one. */
export async function proveAffinity(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const served = async ({ raw }: Asker, probe: Probe, times: number): Promise<number> => {
    const before = stage.backends.map(({ requests }) => requests.length);
    const count = (): number => stage.backends.filter(({ requests }, index) => requests.length > (before[index] ?? 0)).length;
    for (let time = 0; time < times && count() < 2; time++) await raw({ ...probe, url: `${probe.url}?t=${time}` }, 'plain');
    return count();
  };
  await asking(subject, subject.it.files, stage, parser, async (asker, probe) => {
    // Some methods throw dice: a server that none of so many requests reaches is not asked.
    assert.equal(await served(asker, probe, 60), 2);
  });
  await afterFix(subject, stage, parser, async (asker, probe) => {
    assert.equal(await served(asker, probe, 8), 1);
  });
}

/** `nginx -t` warns, and after the fix it does not. */
export function proveWarning(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const warns = (files: Texts): boolean => tried(subject, files, stage, parser).output.includes('is deprecated');
  assert.ok(warns(subject.it.files));
  const fixed = fixedFiles(subject);
  if (fixed !== undefined) assert.ok(!warns(fixed));
  return Promise.resolve();
}

/** nginx refuses the text, and takes the fixed one. */
export function proveRefusal(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  assert.ok(!tried(subject, subject.it.files, stage, parser).accepted, 'nginx takes what it is said to refuse');
  return Promise.resolve();
}

/** A comment more or less: the same answers. */
export async function proveNothingChanges(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const fixed = fixedFiles(subject);
  for (const files of [subject.it.files, ...(fixed === undefined ? [] : [fixed])])
    assert.ok(tried(subject, files, stage, parser).accepted);
  if (subject.findings.every((finding) => targetsAbout(finding, subject.config, subject.workspace).length === 0)) return;
  const answers: unknown[] = [];
  const note = async ({ raw }: Asker, probe: Probe): Promise<void> => {
    const { status, received } = await raw(probe);
    answers.push([status, received]);
  };
  await asking(subject, subject.it.files, stage, parser, note);
  const before = answers.splice(0);
  await afterFix(subject, stage, parser, note);
  assert.deepEqual(answers, fixed === undefined ? [] : before);
}

/** The answer to a handshake that gets through. */
export const connected = { status: 101, echo: 'hello' };

type Ask = (asker: Asker, probe: Probe) => Promise<void>;

/** Each location that the findings are about is asked once. */
export async function asking(
  subject: Subject,
  files: Texts,
  stage: Stage,
  parser: Parser,
  ask: Ask,
  staging: Staging = {},
): Promise<void> {
  const { findings, config, workspace, nginx } = subject;
  const targets = new Set(findings.flatMap((finding) => targetsAbout(finding, config, workspace)));
  assert.ok(targets.size > 0, 'no location is known');
  const result = await onNginx(
    subject,
    files,
    stage,
    parser,
    async (asker) => {
      for (const target of targets) await ask(asker, probeFor(target, config, workspace, nginx));
      return undefined;
    },
    staging,
  );
  assert.equal(result?.refusal, undefined);
}

export async function afterFix(subject: Subject, stage: Stage, parser: Parser, ask: Ask, staging?: Staging): Promise<void> {
  const files = fixedFiles(subject);
  if (files !== undefined && subject.findings.every(({ fixes }) => fixes.length > 0))
    await asking(subject, files, stage, parser, ask, staging);
}
