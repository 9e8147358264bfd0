/** The proof of named locations that are not there: nginx takes the configuration, and answers 500 where a request gets to the line. */
import assert from 'node:assert/strict';
import { browserRequest } from '../../../server/src/handshake/request/request.ts';
import { simulate } from '../../../server/src/handshake/simulate.ts';
import { allLocations } from '../../../server/src/handshake/routing/proxy-targets.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { placeOf, type Probe } from './probe.ts';
import { fixedFiles, onNginx, type Subject } from './run.ts';
import type { Stage } from './stage.ts';

/** What only a broken backend leads to, and what happens behind a response, is not tried. */
export async function proveLost(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const probes = lostProbes(subject);
  const isTried = subject.findings.some(({ message }) => message.includes('none of the files'));
  assert.ok(probes.length > 0 || !isTried, 'no URL leads to the line');
  const before = await onNginx(subject, subject.it.files, stage, parser, async ({ raw }) => {
    for (const probe of probes) assert.equal((await raw(probe)).status, 500, probe.url);
  });
  assert.equal(before, undefined, 'nginx takes the configuration');
  const files = fixedFiles(subject);
  if (files === undefined) return;
  const after = await onNginx(subject, files, stage, parser, async ({ raw }) => {
    for (const probe of probes) assert.notEqual((await raw(probe)).status, 500, probe.url);
  });
  assert.equal(after, undefined, 'nginx takes the fixed text');
}

/** URLs whose handshake is said to end in 500, at each of the servers. */
function lostProbes({ config, workspace, nginx }: Subject): readonly Probe[] {
  return (config.http?.servers ?? []).flatMap((server) => {
    const place = placeOf(server);
    const paths = allLocations(server.locations.all()).flatMap(({ path }) => (path.startsWith('/') ? [path] : []));
    const urls = new Set(paths.flatMap((path) => [path, `${path}?x=1`]));
    return [...urls].flatMap((url) => {
      const request = browserRequest('chrome', `ws://${place.host}${url}`);
      const connection = { port: place.port, tls: place.tls, remoteAddress: '127.0.0.1' };
      const { verdict } = simulate(config, request, connection, { nginx, workspace });
      return verdict.status === 500 ? [{ ...place, url }] : [];
    });
  });
}
