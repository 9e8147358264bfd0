/** Which nginx the images of a workspace hold, and what is chosen of all that is known. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { slowNodeDisk } from '../../server/src/files/node-disk.ts';
import { holdsImages, imageTagsIn } from '../../server/src/project/image-tags.ts';
import { imagesAround, imagesBelow } from '../../server/src/project/image-search.ts';
import { chooseNginx } from '../../server/src/project/nginx-choice.ts';
import { writeVersion } from '../../server/src/reference/version.ts';
import { makeFolder } from '../support/folder.ts';

/** The version that each tag names, or up to which one it goes. */
function tags(text: string): readonly string[] {
  return imageTagsIn(text).map(({ nginx, upTo }) => (nginx === undefined ? `≤ ${writeVersion(upTo)}` : writeVersion(nginx)));
}

suite('tags of images', () => {
  const cases: readonly (readonly [image: string, ...nginx: string[]])[] = [
    ['nginx:1.25-alpine', '1.25.5'],
    ['nginx:1.25.3-bookworm', '1.25.3'],
    ['nginx:1.27.4@sha256:0123abc', '1.27.4'],
    ['docker.io/library/nginx:1.28.0-alpine-slim', '1.28.0'],
    ['registry.example.com:5000/mirror/nginx:1.22', '1.22.1'],
    ['nginxinc/nginx-unprivileged:1.24-alpine', '1.24.0'],
    ['openresty/openresty:1.27.1.2-0-bookworm-fat', 'openresty/1.27.1.2'],
    ['docker.angie.software/angie:1.11.0-minimal', 'angie/1.11.0'],
    ['nginx', '≤ 1.31.6'],
    ['nginx:latest', '≤ 1.31.6'],
    ['nginx:mainline-alpine', '≤ 1.31.6'],
    ['nginx:alpine', '≤ 1.31.6'],
    ['nginx:stable', '≤ 1.30.5'],
    ['nginx:stable-alpine3.21', '≤ 1.30.5'],
    ['nginx:1-alpine', '≤ 1.31.6'],
    ['openresty/openresty:alpine', '≤ 1.31.6'],
    ['nginx:${NGINX}', '≤ 1.31.6'],
    ['nginx:${NGINX:-1.26.2}', '1.26.2'],
    ['nginx/nginx-prometheus-exporter:1.1.0'],
    ['nginxproxy/nginx-proxy:1.6'],
    ['node:22-alpine'],
    ['my-nginx:1.25'],
    ['$IMAGE'],
    [':1.25'],
  ];
  for (const [image, ...expected] of cases) {
    test(image, () => {
      assert.deepEqual(tags(`services:\n  web:\n    image: "${image}"\n`), expected);
      assert.deepEqual(tags(`from --platform=linux/amd64 ${image} AS web\n`), expected);
    });
  }

  test('an argument of the build names the version', () => {
    assert.deepEqual(tags('ARG NGINX_VERSION=1.26.3\nFROM node:22\nFROM nginx:${NGINX_VERSION}-alpine\n'), ['1.26.3']);
  });

  test('any text is survived', () => {
    for (const text of ['', 'FROM', 'FROM \0', 'image:', 'image: "', `FROM ${'nginx:'.repeat(10_000)}`, '\ufeff\u2028FROM x'])
      assert.deepEqual(imageTagsIn(text), []);
  });

  test('files are known by their names', () => {
    const names = [
      'Dockerfile',
      'docker/Dockerfile.prod',
      'web.dockerfile',
      'Containerfile',
      'compose.yaml',
      'docker-compose.dev.yml',
    ];
    assert.deepEqual(
      names.filter((it) => !holdsImages(it)),
      [],
    );
    assert.deepEqual(['values.yaml', 'Dockerfile/a', 'nginx.conf', 'composer.json'].filter(holdsImages), []);
  });
});

suite('images of a workspace', () => {
  const folder = makeFolder({
    'site/.git/HEAD': '',
    'site/compose.yaml': 'services:\n  web:\n    image: nginx:1.25-alpine\n',
    'site/nginx/conf/nginx.conf': '',
    'site/node_modules/other/Dockerfile': 'FROM nginx:1.9\n',
    Dockerfile: 'FROM nginx:1.19.1\n',
  });

  test('are those below its folder', async () => {
    const found = await imagesBelow(slowNodeDisk, folder.file('site'));
    assert.deepEqual(
      found.map(({ image, path }) => [image, path]),
      [['nginx:1.25-alpine', folder.file('site/compose.yaml')]],
    );
  });

  test('are those above a file, as far as its repository goes', async () => {
    const found = await imagesAround(slowNodeDisk, folder.file('site/nginx/conf/nginx.conf'));
    assert.deepEqual(
      found.map(({ image }) => image),
      ['nginx:1.25-alpine'],
    );
  });

  test('are none in a folder that is not there', async () => {
    assert.deepEqual(await imagesBelow(slowNodeDisk, folder.file('nowhere')), []);
    assert.deepEqual(await imagesAround(slowNodeDisk, '/nginx.conf'), []);
  });
});

suite('what is chosen', () => {
  const images = (text: string) => imageTagsIn(text).map((it) => ({ ...it, path: '/w/compose.yaml' }));

  test('one tag', () => {
    assert.deepEqual(chooseNginx({ images: images('image: nginx:1.25-alpine') }), {
      ...{ nginx: [1, 25, 5], nginxUpTo: undefined, from: 'image' },
      version: 'nginx 1.25.5',
      source: 'nginx:1.25-alpine in /w/compose.yaml',
      words: 'nginx 1.25.5 (nginx:1.25-alpine in /w/compose.yaml)',
    });
  });

  test('tags that differ: any between them', () => {
    const { nginx, nginxUpTo, from, words } = chooseNginx({
      images: images('image: nginx:1.27.1\nimage: nginx:1.22\nimage: nginx:latest'),
    });
    assert.deepEqual([nginx, nginxUpTo, from], [[1, 22, 1], [1, 27, 1], 'image']);
    const [oldest, newest] = ['nginx:1.22 in /w/compose.yaml', 'nginx:1.27.1 in /w/compose.yaml'];
    assert.equal(words, `nginx 1.22.1 to 1.27.1 (${oldest}; ${newest})`);
  });

  test('a tag that moves names no version', () => {
    const { nginx, nginxUpTo, from, words } = chooseNginx({ images: images('image: nginx:latest') });
    assert.deepEqual([nginx, nginxUpTo, from], [[1, 18, 0], [1, 31, 6], 'assumed']);
    assert.equal(words, 'nginx 1.18.0 to 1.31.6 (assumed: nginx:latest in /w/compose.yaml names no version)');
  });

  test('nothing is known', () => {
    assert.equal(chooseNginx({}).words, 'nginx 1.18.0 to 1.30.5 (assumed)');
  });
});
