/** Names of files: which are nginx's, and which only may be. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindOfName } from '../../server/src/project/recognised.ts';

const names: Readonly<Record<string, ReturnType<typeof kindOfName>>> = {
  '/etc/nginx/nginx.conf': 'nginx',
  '/srv/deploy/nginx.conf': 'nginx',
  '/srv/deploy/nginx.conf.j2': 'nginx',
  '/srv/nginx.conf.default': 'nginx',
  '/etc/nginx/a/b/site.conf': 'nginx',
  '/etc/nginx/conf.d/site.conf.disabled': 'nginx',
  '/roles/nginx/templates/site.conf.j2': 'nginx',
  '/cookbooks/nginx/templates/site.conf.erb': 'nginx',
  '/etc/nginx/sites-enabled/default': 'nginx',
  '/a/site.nginx': 'nginx',
  '/srv/conf.d/site.conf': 'shared',
  '/etc/httpd/conf.d/ssl.conf': 'shared',
  '/etc/apache2/sites-available/000-default.conf': 'shared',
  '/srv/sites-enabled/example.com': 'shared',
  '/roles/nginx/templates/site.j2': 'template',
  '/roles/nginx/templates/vhost.tmpl': 'template',
  '/roles/nginx/templates/index.html.j2': undefined,
  '/roles/nginx/templates/nginx.service.j2': undefined,
  '/roles/nginx/tasks/main.yml': undefined,
  '/roles/redis/templates/site.j2': undefined,
  '/etc/redis.conf': 'conf',
  '/srv/templates/default.conf.template': 'conf',
  '/etc/nginx/mime.types': undefined,
  '/srv/nginx.conf/readme': undefined,
};

for (const [path, kind] of Object.entries(names))
  test(path, () => {
    assert.equal(kindOfName(path), kind);
  });
