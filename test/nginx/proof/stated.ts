/** The proof of handshakes that do not get through: a browser that opens the URL, or one of the location, fails as it is said. */
import assert from 'node:assert/strict';
import { readUrl } from '../../../server/src/handshake/request/request.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { browserAccepts } from '../../support/nginx-client.ts';
import { placeOf, probeFor, targetsAbout, type Probe } from './probe.ts';
import { onNginx, type Subject } from './run.ts';
import type { Stage } from './stage.ts';

/** What cannot be told is not claimed; what only strict backends refuse is tried with one. */
export async function proveStated(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  const { config, workspace, nginx } = subject;
  for (const finding of subject.findings) {
    const { message, severity } = finding;
    const url = /WebSocket to `([^`]+)`/.exec(message)?.[1];
    const located = targetsAbout(finding, config, workspace).map((target) => {
      const probe = probeFor(target, config, workspace, nginx);
      return message.startsWith('Only a URL with a slash') ? { ...probe, url: target.location.path } : probe;
    });
    const bare = /^Nothing in `location (\/\S*)`/.exec(message)?.[1];
    const unpassed = (config.http?.servers ?? []).map((server) => ({ ...placeOf(server), url: bare ?? '' }));
    const probes = url !== undefined ? [probeOf(url)] : bare === undefined ? located : unpassed;
    assert.ok(probes.length > 0, message);
    const strict = /some backends/i.test(message) ? { backend: stage.strict } : {};
    const status = /nginx itself answers (\d{3})/.exec(message)?.[1];
    const said = onNginx(
      subject,
      subject.it.files,
      stage,
      parser,
      async ({ raw }) => {
        for (const probe of probes) {
          const answer = await raw(probe);
          if (severity !== 'information') assert.ok(!browserAccepts(answer), `${message}: ${probe.url} connects`);
          if (status !== undefined) assert.equal(answer.status, Number(status), probe.url);
        }
      },
      strict,
    );
    assert.equal(await said, undefined, 'nginx takes the configuration');
  }
}

function probeOf(url: string): Probe {
  const { secure, host, target } = readUrl(url);
  const [name = '', port] = host.split(':');
  return { url: target, host: name, tls: secure, port: Number(port ?? (secure ? 443 : 80)) };
}
