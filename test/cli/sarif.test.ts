/** `check --format sarif`: the parts that code scanning reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Log } from 'sarif';
import { rules } from '../../server/src/rules/index.ts';
import { runCli } from '../support/cli.ts';
import { makeFolder } from '../support/folder.ts';
import { broken, connectionLine, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

const folder = makeFolder({ 'a b/broken.conf': broken, 'map.conf': mainFile(websocketServer(upgradeLine, connectionLine)) });

test('results point at their rule, place, related places and fixes', () => {
  const { status, stdout } = runCli(['check', '--format', 'sarif', 'a b/broken.conf', 'map.conf'], folder.path);
  const log = JSON.parse(stdout) as Log;
  assert.deepEqual([status, log.version, log.runs.length], [1, '2.1.0', 1]);
  const [run] = log.runs;
  assert.ok(run);
  assert.deepEqual(
    run.tool.driver.rules?.map(({ id }) => id),
    rules.map(({ id }) => id),
  );
  assert.ok(run.results);
  const { results } = run;
  for (const { ruleId, ruleIndex = -1, level, message, locations = [] } of results) {
    assert.equal(rules[ruleIndex]?.id, ruleId);
    assert.ok(['error', 'warning', 'note'].includes(level ?? '') && message.text !== '' && locations.length === 1);
  }
  const upgrade = results.find(({ ruleId }) => ruleId === 'missing-upgrade-header');
  assert.deepEqual(upgrade?.locations?.[0]?.physicalLocation, {
    artifactLocation: { uri: 'a%20b/broken.conf', uriBaseId: 'WORKING_FOLDER' },
    region: { startLine: 9, startColumn: 13, endLine: 9, endColumn: 23 },
  });
  assert.deepEqual(Object.keys(run.originalUriBaseIds ?? {}), ['WORKING_FOLDER']);
  const [change] = upgrade.fixes?.[0]?.artifactChanges ?? [];
  assert.deepEqual(change?.artifactLocation, { uri: 'a%20b/broken.conf', uriBaseId: 'WORKING_FOLDER' });
  assert.match(change.replacements.map((it) => it.insertedContent?.text).join('\n'), /proxy_set_header Upgrade/);
});

test('a file outside of the working folder has its whole address', () => {
  const { stdout } = runCli(['check', '--format', 'sarif', folder.file('map.conf')], folder.file('a b'));
  const location = (JSON.parse(stdout) as Log).runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation;
  assert.match(location?.uri ?? '', /^file:\/\/\/.*\/map\.conf$/);
});
