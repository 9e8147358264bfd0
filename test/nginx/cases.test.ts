/** The cases of the rules on a real nginx: it takes every configuration that a rule has put right. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { isAtLeast, parseVersion } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import { defaultVersion, folder, readCases, type Case } from '../support/cases.ts';
import { makeNginxFolder, nginxForTests, testConfig } from '../support/nginx.ts';
import type { NginxBinary } from '../support/parts.ts';

/** Directives of modules that are not there. */
const foreign = /^\s*(?:geoip2|content_by_lua_block|js_import|more_set_headers)\b/m;

/** What nginx refuses because of where it runs: names that no server knows here, certificates and includes that are not there. */
const ofThisMachine = /^(?:host not found in upstream|cannot load certificate|open\(\) "[^"]+\.conf" failed \(2:)/;

for (const nginx of nginxForTests()) {
  suite(`cases on nginx ${nginx.version}`, () => {
    for (const { id } of rules) {
      const cases = readCases(readFileSync(new URL(`../rules/${id}.conf`, import.meta.url), 'utf8'));
      for (const it of cases.filter((one) => isRunnable(one, nginx))) {
        test(`${id}: ${it.name}`, () => {
          assert.equal(refusal(nginx, it), undefined);
        });
      }
    }
  });
}

/** A whole configuration of nginx's own directives, put right for this version or an older one. */
function isRunnable({ files, fixed, options }: Case, { version }: NginxBinary): boolean {
  const [main = ''] = files.values();
  const [own, meant] = [parseVersion(version), parseVersion(options.get('nginx') ?? defaultVersion)];
  if (own === undefined || meant === undefined || !isAtLeast(own, meant)) return false;
  if (options.get('file')?.endsWith('.template') === true) return false;
  return fixed.size > 0 && /^http\b/m.test(main) && ![...files.values()].some((text) => foreign.test(text));
}

function refusal(nginx: NginxBinary, { files, fixed }: Case): string | undefined {
  const place = makeNginxFolder();
  place.write('mime.types', 'types { text/html html; }\n');
  place.write('uwsgi_params', 'uwsgi_param QUERY_STRING $query_string;\n');
  for (const [name, text] of [...files, ...fixed]) place.write(name, text.replaceAll(folder, `${place.path}/`));
  try {
    const { refusal: said } = testConfig(nginx, place.path, [...files.keys()][0]);
    return said !== undefined && ofThisMachine.test(said) ? undefined : said;
  } finally {
    place.remove();
  }
}
