/** A report has nothing of what is nobody else's business, and still shows what it is about. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { redact } from '../../server/src/target/redact.ts';

const text = `# the shop of ACME, call +49 30 1234567
upstream acme_shop { server shop-1.acme.internal:8080 weight=5; server 10.11.12.13:8080 backup; }
map $http_x_tenant $tenant { acme-secret-tenant blue; default ""; }
server {
    listen 203.0.113.7:443 ssl;
    server_name shop.acme.com *.acme.org; # comment of acme
    ssl_certificate /etc/letsencrypt/live/shop.acme.com/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/shop.acme.com/privkey.pem;
    ssl_password_file /root/acme.pass;
    auth_basic "ACME internal";
    auth_basic_user_file /etc/nginx/acme.htpasswd;
    set $api_token "hunter2-acme";
    if ($http_x_key = "s3cr3t-acme") { return 403 "go away, acme"; }
    location /hooks/9f86d081884c7d659a2feaa0c55ad015 {
        proxy_pass https://me:hunter2@backend.acme.com:8443/v1/;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_set_header Host shop.acme.com;
        proxy_set_header Authorization "Basic YWNtZTpodW50ZXIy";
        proxy_set_header X-Acme-Key $api_token;
        secure_link_md5 "$secure_link_expires$uri acmesecret";
        add_header X-Served-By acme-web-3;
        proxy_cookie_domain backend.acme.com shop.acme.com;
        access_log /var/log/acme/access.log;
        proxy_read_timeout 3600s;
    }
}
`;

suite('a stretch of a configuration that is sent', () => {
  const { text: redacted, also } = redact(text);

  test('names nobody', () => {
    for (const secret of [
      'acme',
      'ACME',
      'hunter2',
      's3cr3t',
      'YWNt',
      '9f86d0',
      '10.11.12.13',
      '203.0.113.7',
      '1234567',
      'letsencrypt',
      'privkey',
      '/root',
    ])
      assert.ok(!redacted.includes(secret), `${secret} in\n${redacted}`);
  });

  test('is what it was otherwise', () => {
    for (const kept of [
      'proxy_http_version 1.1;',
      'proxy_set_header Upgrade $http_upgrade;',
      'proxy_set_header Connection "upgrade";',
      'proxy_read_timeout 3600s;',
      'weight=5;',
      ':8080 backup;',
      ':443 ssl;',
      '$http_x_tenant',
      'return 403 ',
    ])
      assert.ok(redacted.includes(kept), `${kept} in\n${redacted}`);
    assert.equal(redacted.replace(/[^{};]/g, ''), text.replace(/#.*/g, '').replace(/[^{};]/g, ''));
  });

  test('the same name is the same name, in what nginx says too', () => {
    const host = /server_name (\S+) /.exec(redacted)?.[1] ?? '';
    assert.ok(redacted.includes('proxy_set_header Host '));
    assert.equal(also('host not found in upstream "shop.acme.com"'), `host not found in upstream "${host}"`);
  });

  test('mistakes stay mistakes', () => {
    const broken = 'server {\n    listen 80\n    access_log off;\n    proxy_pass "http://127.0.0.1:3000;\n';
    assert.equal(redact(broken).text, broken);
    for (const odd of ['', '"', "'", '{{{', '${', '\\', '#', 'a{b;c}d']) assert.equal(typeof redact(odd).text, 'string');
  });
});
