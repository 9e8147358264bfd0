/** A host with many sites, of any length, in one file or as a tree. */
import { inHttp, type Shape } from './shape.ts';

export interface HostOptions {
  /** Without certificates and with its pid and log beside it, so that `nginx -t` accepts it on any machine. */
  readonly plain?: boolean;
  /** `set` lines in each server; all servers set the same variables. */
  readonly set?: readonly string[];
}

/** `nginx.conf` with as many sites as make about so many lines, and the file of maps that it includes. */
export function hostOf(lines: number, options: HostOptions = {}): Shape {
  const around = inHttp([]).split('\n').length + extra(options).length;
  const count = Math.max(1, Math.round((lines - around) / site(0, options).length));
  return host(count, options);
}

/** So many servers of about forty lines, each with an upstream and a WebSocket location; one in twenty forwards it wrongly. */
export function host(servers: number, options: HostOptions = {}): Shape {
  const sites = Array.from({ length: servers }, (_, index) => site(index, options)).flat();
  const main = inHttp(['include conf.d/maps.conf;', ...extra(options), ...sites], options.plain);
  return {
    files: new Map([
      ['nginx.conf', main],
      ['conf.d/maps.conf', maps],
    ]),
    typedIn: 'nginx.conf',
    typed: 'proxy_read_timeout 1h',
  };
}

/** A hash for so many names; nginx's own would be too small. */
function extra({ plain = false }: HostOptions): readonly string[] {
  return plain ? ['server_names_hash_max_size 8192;', 'server_names_hash_bucket_size 512;'] : [];
}

export const wrongEvery = 20;

const maps = `# What the backend is told of the connection.
map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}

map $host $tenant {
    hostnames;
    default        main;
    *.example.com  shared;
    ~^(?<name>[a-z]+)\\.example\\.net$  $name;
}

map $http_accept $tier { default gold; text/html silver; }
map $http_referer $shop { default none; ~shop 1; }
`;

function site(index: number, { plain = false, set = [] }: HostOptions): readonly string[] {
  const name = `app${String(index)}`;
  const port = String(20_000 + (index % 20_000));
  const connection = index % wrongEvery === wrongEvery - 1 ? 'close' : '$connection_upgrade';
  const host = plain ? '$http_host' : '$host';
  const listen = plain
    ? ['    listen 8080;']
    : [
        '    listen 443 ssl;',
        `    ssl_certificate     /etc/ssl/${name}/fullchain.pem;`,
        `    ssl_certificate_key /etc/ssl/${name}/privkey.pem;`,
      ];
  return `# ---- ${name}: the shop and its live prices
upstream ${name} {
    server 10.0.${String(index % 250)}.10:${port} max_fails=3 fail_timeout=30s;
    server 10.0.${String(index % 250)}.11:${port} backup;
}

server {
${[...listen, ...set.map((line) => `    ${line}`)].join('\n')}
    server_name ${name}.example.com www.${name}.example.com;
    client_max_body_size 20m;
    proxy_http_version 1.1;

    location / {
        proxy_pass http://${name};
        proxy_set_header Host ${host};
        proxy_set_header X-Shop $shop-$tier;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }

    # Prices are pushed.
    location /ws {
        proxy_pass http://${name};
        proxy_set_header Host ${host};
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection ${connection};
        proxy_read_timeout 1h;
    }

    location ~* \\.(?:css|js|svg|woff2)$ {
        root /srv/${name}/public;
        expires 7d;
        add_header Cache-Control "public, max-age=604800";
    }

    location = /health { return 200 "ok\\n"; }
}
`.split('\n');
}
