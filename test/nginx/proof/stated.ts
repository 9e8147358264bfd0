/** The proof of what is said of stated URLs: a browser that opens just this URL does not get through. */
import assert from 'node:assert/strict';
import { readUrl } from '../../../server/src/handshake/request/request.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { browserAccepts } from '../../support/nginx-client.ts';
import type { Probe } from './probe.ts';
import { onNginx, type Subject } from './run.ts';
import type { Stage } from './stage.ts';

/** What cannot be told is not claimed; what only strict backends refuse is tried with one. */
export async function proveStated(subject: Subject, stage: Stage, parser: Parser): Promise<void> {
  for (const { message, severity } of subject.findings) {
    const url = /WebSocket to `([^`]+)`/.exec(message)?.[1];
    assert.ok(url !== undefined, message);
    const strict = message.includes('some backends only') ? { backend: stage.strict } : {};
    const status = /nginx itself answers (\d{3})/.exec(message)?.[1];
    const said = onNginx(
      subject,
      subject.it.files,
      stage,
      parser,
      async ({ raw }) => {
        const answer = await raw(probeOf(url));
        if (severity === 'error') assert.ok(!browserAccepts(answer), `${url} connects`);
        if (status !== undefined) assert.equal(answer.status, Number(status), url);
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
