/** The proofs of rules about where a request goes, and what it takes along: the scheme of the port, the path of a rewrite, addresses. */
import assert from 'node:assert/strict';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import type { Probe } from './probe.ts';
import type { Subject } from './run.ts';
import { afterFix, asking, connected } from './special.ts';
import type { Stage } from './stage.ts';

/** The port of the location speaks the other scheme. */
export async function proveScheme(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const isPlain = subject.findings[0]?.message.includes('speaks http to') === true;
  const [from, to] = isPlain ? [stage.backends[0], stage.tls] : [stage.tls, stage.backends[0]];
  const change = (text: string): string => text.replaceAll(`:${from.port}`, `:${to.port}`);
  const told = { ...subject, findings: subject.findings.slice(0, 1) };
  await asking(
    told,
    subject.it.files,
    stage,
    parser,
    async ({ raw }, probe) => {
      assert.match(String((await raw(probe)).status), /^(?:400|502)$/);
    },
    { change },
  );
  await afterFix(
    told,
    stage,
    parser,
    async ({ socket }, probe) => {
      assert.deepEqual(await socket(probe), connected);
    },
    { change },
  );
}

/** The address becomes the path, the client is sent there, or no location is found; after the fix the backend receives the path. */
export async function proveRewrite(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const message = subject.findings[0]?.message ?? '';
  // Without its slash the path of a location is redirected before any rewrite.
  const below = (probe: Probe): Probe => ({ ...probe, url: probe.url.replace(/\/?$/, '/chat') });
  await asking(subject, subject.it.files, stage, parser, async ({ raw }, probe) => {
    const { status, received } = await raw(below(probe));
    const said = Number(/(?:gets `|answers )(\d+)/.exec(message)?.[1] ?? 0);
    if (said === 0) assert.match(received[0] ?? '', /^GET \/?wss?:\/\//);
    else assert.equal(status, said);
  });
  await afterFix(subject, stage, parser, async ({ raw, socket }, probe) => {
    assert.match((await raw(below(probe))).received[0] ?? '', /^GET \/(?!wss?:)/);
    assert.deepEqual(await socket(below(probe)), connected);
  });
}

/** The handshake gets through without the headers, and after the fix with them. */
export async function proveForwarded(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const names = [...(subject.findings[0]?.message ?? '').matchAll(/no `([\w-]+)`/g)].map(([, name = '']) => name);
  assert.ok(names.length > 0);
  const isSent = (head = '', name = ''): boolean => head.toLowerCase().includes(`\n${name.toLowerCase()}: `);
  await asking(subject, subject.it.files, stage, parser, async ({ raw }, probe) => {
    const { status, received } = await raw(probe);
    assert.deepEqual([status, names.filter((name) => isSent(received[0], name))], [101, []]);
  });
  await afterFix(subject, stage, parser, async ({ raw }, probe) => {
    const { status, received } = await raw(probe);
    assert.deepEqual([status, names.filter((name) => isSent(received[0], name))], [101, names]);
  });
}
