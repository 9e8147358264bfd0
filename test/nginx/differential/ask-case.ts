/** Asks a real nginx what a case asks. */
import { chmodSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { drawCame, mainText, modified, type ObservedCase } from '../../handshake/observed/case-file.ts';
import { makeSite } from '../../handshake/observed/places.ts';
import { selfSigned } from '../../support/backends.ts';
import { makeNginxFolder, startNginx } from '../../support/nginx.ts';
import { browserAccepts, sendRaw } from '../../support/nginx-client.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { hostOf, type Site } from './observe.ts';

/** As a record has it. */
export async function observeCase(it: ObservedCase, binary: NginxBinary, site: Site, patience = 1000): Promise<string> {
  const place = makeNginxFolder();
  const [first, second, third] = site.backends;
  const places = makeSite(site.ports, [first.port, second.port, third.port], place.path);
  try {
    place.write('cert.pem', selfSigned().cert);
    place.write('key.pem', selfSigned().key);
    for (const { name, text, target, mode } of it.files) {
      mkdirSync(dirname(join(place.path, name)), { recursive: true });
      if (target !== undefined) symlinkSync(target, join(place.path, name));
      else if (text === undefined) mkdirSync(join(place.path, name), { recursive: true });
      else {
        place.write(name, name === 'nginx.conf' ? mainText(it, places) : text);
        utimesSync(join(place.path, name), modified, modified);
      }
      if (mode !== undefined) chmodSync(join(place.path, name), mode);
    }
    const nginx = await startNginx(binary, place.path, site.ports[0]);
    if ('refusal' in nginx) {
      const [, message = nginx.refusal, line] = /^(.*) in \/\S+:(\d+)$/.exec(nginx.refusal.trim()) ?? [];
      return `# refused: ${places.unfill(message)} (line ${line ?? 'unknown'})`;
    }
    try {
      const came = [];
      for (const { head, port } of it.asks) {
        const before = site.backends.map(({ requests }) => requests.length);
        const answer = await sendRaw(site.ports[port - 1] ?? site.ports[0], head, {
          timeout: patience,
          tls: port === 3,
          sni: hostOf(head, binary),
        });
        const heads = site.backends
          .flatMap(({ requests }, index) => requests.slice(before[index]))
          .sort((a, b) => a.turn - b.turn)
          .map((one) => one.head);
        came.push({ status: `${answer.status}`, accepted: browserAccepts(answer), heads });
      }
      return drawCame(it, came, places);
    } finally {
      await nginx.stop();
    }
  } finally {
    place.remove();
  }
}
