/** What the cases in test/handshake/observed/ say is what nginx does; `UPDATE=1` writes down what the versions here do. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import {
  drawCame,
  drawObserved,
  mainText,
  modified,
  readObserved,
  recordOf,
  type CaseRecord,
  type ObservedCase,
} from '../handshake/observed/case-file.ts';
import { makeSite } from '../handshake/observed/places.ts';
import { isAtLeast } from '../../server/src/reference/version.ts';
import { selfSigned } from '../support/backends.ts';
import { makeNginxFolder, nginxForTests, startNginx } from '../support/nginx.ts';
import { browserAccepts, sendRaw } from '../support/nginx-client.ts';
import { leftOutOfBuild, observedFor, versionOf } from '../support/observed.ts';
import type { NginxBinary } from '../support/parts.ts';
import { hostOf, openSite, type Site } from './differential/observe.ts';

const folder = new URL('../handshake/observed/', import.meta.url);
const binaries = nginxForTests();
const names = readdirSync(folder).filter((it) => it.endsWith('.conf'));
const read = (name: string): readonly ObservedCase[] => readObserved(readFileSync(new URL(name, folder), 'utf8'));

let site: Site;
before(async () => {
  site = await openSite();
});
after(async () => {
  await site.stop();
});

if (process.env['UPDATE'] === '1') {
  test('the records are written', async () => {
    for (const name of names) {
      const drawn: string[] = [];
      for (const it of read(name)) {
        const records: CaseRecord[] = it.records.map(({ versions, text }) => ({
          versions: versions.filter((version) => binaries.every((binary) => binary.version !== version)),
          text,
        }));
        for (const binary of binaries.filter(({ version }) => isAsked(it, version)))
          records.push({ versions: [binary.version], text: await observed(it, binary) });
        drawn.push(drawObserved(it, grouped(records)));
      }
      writeFileSync(new URL(name, folder), `${drawn.join('\n\n')}\n`);
    }
  });
}

for (const binary of binaries) {
  suite(`observed on nginx ${binary.version}`, () => {
    const left: string[] = [];
    for (const name of names) {
      for (const it of read(name).filter((one) => isAsked(one, binary.version))) {
        test(`${name}: ${it.title}`, async () => {
          const expected = recordOf(it, binary.version) ?? observedFor(binary.version, observations(it));
          if (expected === undefined) {
            left.push(it.title);
            return;
          }
          const first = await observed(it, binary);
          // A machine that is busy has more time the second time.
          const seen = first === expected ? first : await observed(it, binary, 5000);
          if (leftOutOfBuild(binary, seen) === undefined) assert.equal(seen, expected);
        });
      }
    }
    after(() => {
      if (left.length > 0) console.log(`nginx ${binary.version}: ${left.length} cases differ between the versions around it`);
    });
  });
}

function isAsked({ since }: ObservedCase, version: string): boolean {
  return isAtLeast(versionOf(version), versionOf(since));
}

function observations({ records }: ObservedCase): readonly (readonly [string, string])[] {
  return records
    .flatMap(({ versions, text }) => versions.map((version) => [version, text] as const))
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Versions that did the same share a record; in the order of the first of them. */
function grouped(records: readonly CaseRecord[]): readonly CaseRecord[] {
  const texts = [...new Set(records.filter(({ versions }) => versions.length > 0).map(({ text }) => text))];
  const all = texts.map((text) => ({
    text,
    versions: records
      .filter((it) => it.text === text)
      .flatMap(({ versions }) => versions)
      .sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
  }));
  return all.sort((a, b) => (a.versions[0] ?? '').localeCompare(b.versions[0] ?? '', 'en', { numeric: true }));
}

/** As a record has it. `patience`: how long one answer may take, in ms. */
async function observed(it: ObservedCase, binary: NginxBinary, patience = 1000): Promise<string> {
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
