/** Configurations of any length, as a host with many sites has them. */

export interface Site {
  /** By path, `nginx.conf` first. */
  readonly files: ReadonlyMap<string, string>;
  readonly main: string;
}

/** `nginx.conf` with all sites in it, about as long as asked for, and the file of maps that it includes. */
export function oneFile(lines: number): Site {
  const around = [...head, ...tail].length;
  const perSite = site(0).length;
  const sites = Array.from({ length: Math.max(1, Math.round((lines - around) / perSite)) }, (_, index) => site(index));
  const main = [...head, ...sites.flat().map((line) => (line === '' ? '' : `    ${line}`)), ...tail].join('\n');
  return withMaps(new Map([['nginx.conf', `${main}\n`]]));
}

/** The same sites, each in a file of its own. */
export function manyFiles(lines: number): Site {
  const count = Math.max(1, Math.round(lines / site(0).length));
  const main = [...head, '    include sites-enabled/*.conf;', ...tail].join('\n');
  const sites = Array.from({ length: count }, (_, index): [string, string] => [
    `sites-enabled/${String(index).padStart(5, '0')}.conf`,
    `${site(index).join('\n')}\n`,
  ]);
  return withMaps(new Map([['nginx.conf', `${main}\n`], ...sites]));
}

function withMaps(files: ReadonlyMap<string, string>): Site {
  return { files: new Map([...files, ['conf.d/maps.conf', maps]]), main: 'nginx.conf' };
}

/** One site in so many forwards the handshake wrongly. */
const wrongEvery = 20;

const head = `user  www-data;
worker_processes  auto;
error_log  /var/log/nginx/error.log warn;
pid        /run/nginx.pid;

events {
    worker_connections  4096;
}

http {
    default_type  application/octet-stream;
    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" "$http_user_agent"';
    access_log  /var/log/nginx/access.log  main;
    sendfile    on;
    tcp_nopush  on;
    keepalive_timeout  65;
    include conf.d/maps.conf;
`.split('\n');

const tail = ['}'];

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
`;

/** About forty lines: an upstream and a server. */
function site(index: number): readonly string[] {
  const name = `app${String(index)}`;
  const port = String(20_000 + (index % 20_000));
  const connection = index % wrongEvery === wrongEvery - 1 ? 'close' : '$connection_upgrade';
  return `# ---- ${name}: the shop and its live prices
upstream ${name} {
    server 10.0.${String(index % 250)}.10:${port} max_fails=3 fail_timeout=30s;
    server 10.0.${String(index % 250)}.11:${port} backup;
}

server {
    listen 443 ssl;
    server_name ${name}.example.com www.${name}.example.com;
    ssl_certificate     /etc/ssl/${name}/fullchain.pem;
    ssl_certificate_key /etc/ssl/${name}/privkey.pem;
    client_max_body_size 20m;
    proxy_http_version 1.1;

    location / {
        proxy_pass http://${name};
        proxy_set_header Host $host;
        proxy_set_header X-Real-IP $remote_addr;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }

    # Prices are pushed.
    location /ws/ {
        proxy_pass http://${name};
        proxy_set_header Host $host;
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
