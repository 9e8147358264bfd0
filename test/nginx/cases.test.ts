/** The cases of the rules on a real nginx: it takes every configuration that a rule has put right. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { isAtLeast, parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultVersion, folder, readCases, type Case } from '../support/cases.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import { testParser } from '../support/parser.ts';
import type { NginxBinary } from '../support/parts.ts';
import { messageFor } from '../support/refusal.ts';

/** What nginx refuses for another reason than the text: modules, names, certificates and files that are not there. */
const excuses: readonly (readonly [why: string, refusal: RegExp])[] = [
  ['a module that this build lacks', /^unknown directive "(?:geoip2|content_by_lua_block|js_import|more_set_headers)"/],
  ['a name that no server knows here', /^host not found in upstream/],
  ['a certificate that is not there', /^cannot load certificate/],
  ['an include that is not there', /^open\(\) "[^"]+\.conf" failed \(2:/],
];
const excused = new Map<string, string[]>(excuses.map(([why]) => [why, []]));
const binaries = nginxForTests();
const parser = await testParser();

for (const nginx of binaries) {
  suite(`cases on nginx ${nginx.version}`, () => {
    for (const { id, problems } of rules) {
      const cases = readCases(readFileSync(new URL(`../rules/${id}.conf`, import.meta.url), 'utf8'));
      for (const it of cases.filter((one) => isRunnable(one, nginx))) {
        test(`${id}: ${it.name}`, () => {
          const said = refusal(nginx, it);
          const [why] = excuses.find(([, words]) => said !== undefined && words.test(said)) ?? [];
          // What is refused may be more than a fix can put right: then it is what we say.
          const left = problems === undefined ? undefined : leftIn(nginx, it);
          if (why === undefined) assert.equal(said?.replace(/ in \S+:\d+$/, ''), left);
          else excused.get(why)?.push(it.name);
        });
      }
    }
  });
}

test('every excuse is needed', { skip: binaries.length < 2 && 'needs more than one nginx' }, () => {
  for (const [why, names] of excused) {
    console.log(`${names.length} cases are excused: ${why}`);
    assert.ok(names.length > 0, `this exemption is not needed any more: remove “${why}”`);
  }
});

/** A whole configuration of nginx's own directives, put right for this version or an older one. */
function isRunnable({ files, fixed, options }: Case, { version }: NginxBinary): boolean {
  const [main = ''] = files.values();
  const [own, meant] = [parseVersion(version), parseVersion(options.get('nginx') ?? defaultVersion)];
  if (own === undefined || meant === undefined || !isAtLeast(own, meant)) return false;
  if (options.get('file')?.endsWith('.template') === true) return false;
  return fixed.size > 0 && /^http\b/m.test(main);
}

/** What we say that nginx refuses of it. */
function leftIn({ version }: NginxBinary, { files, fixed }: Case): string | undefined {
  const nginx = parseVersion(version);
  const [main] = files.keys();
  if (nginx === undefined || main === undefined) return undefined;
  return messageFor(parser, [...files, ...fixed], main, { nginx });
}

function refusal(nginx: NginxBinary, { files, fixed }: Case): string | undefined {
  const place = makeNginxFolder();
  place.write('mime.types', 'types { text/html html; }\n');
  place.write('uwsgi_params', 'uwsgi_param QUERY_STRING $query_string;\n');
  for (const [name, text] of [...files, ...fixed]) place.write(name, text.replaceAll(folder, `${place.path}/`));
  try {
    return testConfig(nginx, place.path, [...files.keys()][0]).refusal;
  } finally {
    place.remove();
  }
}
