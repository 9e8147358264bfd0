/** An include of what is not there: nginx names the file, in a folder where nobody has written it. */
import assert from 'node:assert/strict';
import { folder } from '../../support/cases.ts';
import { makeNginxFolder, testConfig } from '../../support/nginx.ts';
import type { Subject } from './run.ts';
import type { Stage } from './stage.ts';

export function proveMissingFile({ it, binary }: Subject, stage: Stage): Promise<void> {
  const place = makeNginxFolder();
  try {
    for (const [name, text] of it.files) {
      const here = text.replaceAll(folder, `${place.path}/`).replace('listen 80;', `listen 127.0.0.1:${stage.listenOn(80)};`);
      place.write(name.replace(folder, ''), here);
    }
    const { refusal } = testConfig(binary, place.path);
    assert.match(refusal ?? 'accepted', /^open\(\) "[^"]+" failed \(2: No such file or directory\)/);
  } finally {
    place.remove();
  }
  return Promise.resolve();
}
