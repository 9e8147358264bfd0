/** A text is a configuration of nginx or of another program, by its directives. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { kindOfText, type Kind } from '../../server/src/features/recognise.ts';
import { testParser } from '../support/parser.ts';

const parser = await testParser();
const kind = (text: string): Kind => kindOfText(parser.parse(text));

const nginx: Readonly<Record<string, string>> = {
  'a server': 'server {\n    listen 80;\n    root /srv;\n}\n',
  'a snippet of headers': 'proxy_set_header Host $host;\nproxy_set_header X-Real-IP $remote_addr;\n',
  'a map': 'map $http_upgrade $connection_upgrade {\n    default upgrade;\n    "" close;\n}\n',
  'an upstream': 'upstream app {\n    server 127.0.0.1:3000;\n    keepalive 16;\n}\n',
  'a location with a regex and Lua':
    'location ~ ^/a(b|c){2}/ {\n    content_by_lua_block { ngx.say("}") }\n    include proxy_params;\n    proxy_pass http://app;\n}\n',
  'a template of Jinja':
    'server {\n    listen {{ port }};\n    server_name {{ names | join(" ") }};\n{% for app in apps %}\n    location {{ app.path }} {\n        proxy_pass http://{{ app.host }};\n    }\n{% endfor %}\n}\n',
  'a template of envsubst': 'server {\n    listen ${PORT};\n    location / {\n        proxy_pass ${BACKEND};\n    }\n}\n',
  'one with a directive that nobody knows':
    'server {\n    listen 80;\n    my_own on;\n    server_name a;\n    root /srv;\n    index a.html;\n    gzip on;\n}\n',
  'one with a lost semicolon':
    'server {\n    listen 80\n    server_name a;\n    proxy_pass http://a;\n    proxy_buffering off;\n}\n',
  'types of files': 'types {\n    text/html html htm;\n    image/png png;\n}\n',
};

const others: Readonly<Record<string, string>> = {
  Apache:
    '<VirtualHost *:80>\n    ServerName example.com\n    DocumentRoot /var/www\n    <Directory /var/www>\n        Require all granted\n    </Directory>\n    ProxyPass /ws ws://localhost:3000/\n    RewriteRule ^/(.*) "ws://localhost:3000/$1" [P,L]\n</VirtualHost>\n',
  systemd: '[Journal]\n#Storage=auto\nCompress=yes\n# a; b;\nRateLimitIntervalSec=30s\n',
  supervisor:
    '; supervisor config file\n[supervisord]\nlogfile=/var/log/supervisord.log ; (main log file;default supervisord.log)\n[program:web]\ncommand=nginx -g "daemon off;"\n',
  redis: '# Redis\nbind 127.0.0.1 -::1\nport 6379\nsave 900 1\nclient-output-buffer-limit normal 0 0 0\n',
  dnsmasq: 'domain-needed\nbogus-priv\nserver=/example.com/10.0.0.1\naddress=/double-click.net/127.0.0.1\n',
  named:
    'options {\n    directory "/var/cache/bind";\n    listen-on { any; };\n    forwarders { 1.1.1.1; };\n};\nzone "example.com" {\n    type master;\n    file "/etc/bind/db";\n};\nserver 10.0.0.1 { bogus yes; };\ninclude "/etc/bind/zones";\n',
  dhcpd:
    'option domain-name "example.org";\ndefault-lease-time 600;\nauthoritative;\nsubnet 10.0.0.0 netmask 255.255.255.0 {\n  range 10.0.0.10 10.0.0.20;\n  option routers 10.0.0.1;\n}\nhost a { hardware ethernet 00:00:00:00:00:00; server-name "a"; }\n',
  nftables:
    '#!/usr/sbin/nft -f\nflush ruleset\ntable inet filter {\n    chain input {\n        type filter hook input priority 0; policy accept;\n        tcp dport { 80, 443 } accept;\n    }\n}\n',
  'syslog-ng':
    '@version: 3.38\noptions { chain_hostnames(off); flush_lines(0); };\nsource s_src { system(); internal(); };\nlog { source(s_src); destination(d_auth); };\n',
  BIRD: 'log syslog all;\nrouter id 10.0.0.1;\nprotocol device { }\nprotocol static {\n    ipv4;\n    route 10.0.0.0/8 via 10.0.0.1;\n}\n',
  keepalived:
    'global_defs {\n    router_id LVS\n}\nvrrp_instance VI_1 {\n    state MASTER\n    interface eth0\n    virtual_ipaddress {\n        10.0.0.1\n    }\n}\nvirtual_server 10.0.0.1 80 {\n    real_server 10.0.0.2 80 {\n        weight 1\n    }\n}\n',
  logrotate:
    '/var/log/nginx/*.log {\n    daily\n    missingok\n    rotate 14\n    postrotate\n        invoke-rc.d nginx rotate >/dev/null 2>&1;\n    endscript\n}\n',
  lighttpd:
    'server.modules = ( "mod_access", "mod_proxy" )\nserver.port = 80\n$HTTP["host"] == "a" {\n    proxy.server = ( "" => ( ( "host" => "127.0.0.1" ) ) )\n}\n',
  HAProxy:
    'global\n    log /dev/log local0\nfrontend http\n    bind *:80\n    default_backend app\nbackend app\n    server a 10.0.0.1:80 check\n',
  FreeRADIUS:
    'server default {\n    listen {\n        type = auth\n        port = 0\n    }\n    authorize {\n        preprocess\n        chap\n    }\n}\n',
  HOCON: 'server {\n    port = 8080\n    host = "0.0.0.0"\n}\nupstream { url = "http://a" }\nhttp { timeout = 10s }\n',
  libconfig: 'server : {\n    port = 80;\n    name = "a";\n};\nlisten = [ "a", "b" ];\n',
  Dovecot:
    'auth_mechanisms = plain login\n!include auth-system.conf.ext\nservice auth {\n    unix_listener auth-userdb {\n        mode = 0600\n    }\n}\n',
  rsyslog:
    'module(load="imuxsock")\n$FileOwner root\n*.*;auth,authpriv.none /var/log/syslog\nif $programname == "a" then { action(type="omfile" file="/b"); stop }\n',
  Icinga:
    'object Host "a" {\n    import "generic-host"\n    address = "10.0.0.1";\n    vars.http_vhosts["http"] = { http_uri = "/"; }\n}\n',
  radvd: 'interface eth0\n{\n    AdvSendAdvert on;\n    prefix 2001:db8::/64\n    {\n        AdvOnLink on;\n    };\n};\n',
  PostgreSQL: "listen_addresses = 'localhost'\nport = 5432\nlog_line_prefix = '%m [%p] '\nssl = on;\n",
  OpenVPN: 'port 1194\nproto udp\ndev tun\nserver 10.8.0.0 255.255.255.0\npush "redirect-gateway def1"\n',
  Logstash: 'input {\n  beats {\n    port => 5044\n  }\n}\noutput {\n  elasticsearch { hosts => ["http://localhost:9200"] }\n}\n',
  fluentd: '<source>\n  @type forward\n  port 24224\n</source>\n<match **>\n  @type stdout\n</match>\n',
  tmux: 'set -g mouse on\nbind r source-file ~/.tmux.conf \\; display "reloaded";\nif-shell "true" { set -g a b }\n',
  Squid: 'acl localnet src 10.0.0.0/8\nhttp_access allow localnet\nhttp_port 3128\n',
};

suite('nginx is', () => {
  for (const [name, text] of Object.entries(nginx))
    test(name, () => {
      assert.equal(kind(text), 'nginx');
    });
});

suite('another program’s is', () => {
  for (const [name, text] of Object.entries(others))
    test(name, () => {
      assert.equal(kind(text), 'other');
    });
});

suite('nothing is said of', () => {
  for (const text of ['', '\n\n', '# comment\n', 'include a;\n', '{{ everything }}\n', 'user www;\n']) {
    test(JSON.stringify(text), () => {
      assert.equal(kind(text), 'unsure');
    });
  }
});

test('half a long text is enough', () => {
  const half = `http {\n${'    server {\n        listen 80;\n        server_name a;\n    }\n'.repeat(5000)}`.slice(0, 100_000);
  assert.equal(kind(half), 'nginx');
});
