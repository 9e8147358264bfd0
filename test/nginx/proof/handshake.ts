/** The proof of most rules: the handshake fails as the message says, and after the fix a client connects. */
import assert from 'node:assert/strict';
import type { FileFinding } from '../../../server/src/analysis/finding.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { browserRequest } from '../../../server/src/handshake/request/request.ts';
import { simulate } from '../../../server/src/handshake/simulate.ts';
import { targetsOf } from '../../../server/src/handshake/routing/proxy-targets.ts';
import { browserAccepts } from '../../support/nginx-client.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import { claimsOf, contradictions, type Claims } from './claims.ts';
import { absolute, readCase } from './complete.ts';
import { probeFor, targetsAbout, type Probe } from './probe.ts';
import { fixedFiles, onNginx, type Asker, type Subject } from './run.ts';
import type { Stage } from './stage.ts';

export async function proveHandshake(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const about = subject.findings.map((finding) => ({
    finding,
    claims: claimsOf(finding.message),
    probes: probesOf(finding, subject),
  }));
  const before = await onNginx(subject, subject.it.files, stage, parser, async (asker) => {
    for (const { finding, claims, probes } of about)
      if (!claims.refused) await proveBroken(finding.message, claims, probes, asker);
  });
  const refused = about.some(({ claims }) => claims.refused);
  if (refused) assert.ok(before !== undefined, 'nginx takes what it is said to refuse');
  else assert.equal(before?.refusal, undefined);

  const files = fixedFiles(subject);
  if (files === undefined) return;
  const fixed = refused ? connecting(files, subject, parser) : undefined;
  const after = await onNginx(subject, files, stage, parser, async (asker) => {
    for (const { finding, probes } of about) {
      if (finding.fixes.length === 0) continue;
      for (const probe of probes.filter(({ url }) => fixed?.has(url) !== false)) {
        assert.deepEqual(
          await asker.socket(probe),
          { status: 101, echo: 'hello' },
          `after the fix of “${finding.message}”, ${probe.url}`,
        );
      }
    }
  });
  assert.equal(after?.refusal, undefined, 'nginx takes the fixed text');
}

/** What nginx refused as a whole may hold locations that are for no WebSocket: the URLs of the others. */
function connecting(files: ReadonlyMap<string, string>, { nginx }: Subject, parser: Parser): ReadonlySet<string> {
  const config = readCase(files, parser);
  const workspace = memoryWorkspace(parser, absolute(files));
  const targets = (config.http?.servers ?? []).flatMap(targetsOf);
  const probes = targets.map((target) => probeFor(target, config, workspace, nginx));
  const good = probes.filter((probe) => {
    const request = browserRequest('chrome', `ws://${probe.host}${probe.url}`);
    const connection = { port: probe.port, tls: probe.tls, remoteAddress: '127.0.0.1' };
    return /connects|depends/.test(simulate(config, request, connection, { nginx, workspace }).verdict.kind);
  });
  return new Set(good.map(({ url }) => url));
}

/** At least one of the locations that the finding is about fails just so. */
async function proveBroken(message: string, claims: Claims, probes: readonly Probe[], { raw }: Asker): Promise<void> {
  const objections: string[] = [];
  for (const probe of probes) {
    const answer = await raw(probe);
    const [head] = answer.received;
    const against = [
      ...(browserAccepts(answer) && claims.path === undefined ? ['the handshake succeeds'] : []),
      ...(claims.status !== undefined && answer.status !== claims.status ? [`nginx answers ${answer.status}`] : []),
      ...(claims.lostOnTheWayBack && answer.status !== 101 ? [`the backend answers ${answer.status}`] : []),
      ...(head === undefined
        ? claims.absent.length + claims.received.length > 0
          ? ['the backend receives nothing']
          : []
        : contradictions(claims, head)),
    ];
    if (against.length === 0) return;
    objections.push(`${probe.url}: ${against.join(', ')}`);
  }
  assert.fail(`“${message}” is not what happens:\n${objections.join('\n') || 'no location is known'}`);
}

function probesOf(finding: FileFinding, { config, workspace, nginx }: Subject): readonly Probe[] {
  const probes = targetsAbout(finding, config, workspace).map((target) => probeFor(target, config, workspace, nginx));
  const url = urlIn(finding.message);
  if (finding.message.includes('for every URL')) return probes.map((probe) => ({ ...probe, url: `${probe.url}?token=1` }));
  return url === undefined ? probes : probes.map((probe) => ({ ...probe, url }));
}

/** The URL that the message speaks of. */
function urlIn(message: string): string | undefined {
  for (const pattern of [
    /A client that opens `([^`]+)`/,
    /receives `[^`]*` for `([^`]+)`/,
    /takes (\/\S+) before/,
    /: `([^`]+)` takes only/,
  ]) {
    const url = pattern.exec(message)?.[1];
    if (url !== undefined) return url.replace('*', 'chat');
  }
  return undefined;
}
