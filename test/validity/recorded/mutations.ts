/** Breaks configurations in the ways people do: a lost `;`, a typo, a value too many, words or lines in the wrong place. */

/** A repeatable source of numbers below 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const values =
  'abc -1 10x on off ON $nope ${ ${host "" 1.5h "a ~( 0 $host 99999999999999999999 10g 1m http://x http://127.0.0.1:1/a { } @x / * = ~ $ 80 [::1]:80 default'.split(
    ' ',
  );
const characters = ['"', "'", '\\', '$', '#', ';', '{', '}', '“', ' '];

/** One mistake in one place of a text. */
export function broken(text: string, random: () => number): string {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
  const lines = text.split('\n');
  const at = Math.floor(random() * lines.length);
  const line = lines[at] ?? '';
  const words = [...line.matchAll(/[^\s;{}]+/g)];
  const word = pick(words);
  const replaced = (from: number, length: number, by: string): string => line.slice(0, from) + by + line.slice(from + length);
  const change = Math.floor(random() * 14);
  if (change === 0) lines[at] = line.replace(';', '');
  else if (change === 1) lines.splice(at, 0, line);
  else if (change === 2) lines.splice(at, 1);
  else if (change === 3) lines.splice(at, 0, pick(lines.filter((it) => it.trimEnd().endsWith(';'))) ?? '');
  else if (change === 4) lines[at] = replaced(Math.floor(random() * line.length), 0, pick(characters) ?? '');
  else if (change === 5) lines[at] = /[{}]/.test(line) ? line.replace(/[{}]/, '') : `${line} ${pick(['{', '}']) ?? ''}`;
  else if (word === undefined) return text;
  else if (change === 6) lines[at] = replaced(word.index, word[0].length, '');
  else if (change === 7) lines[at] = replaced(word.index + Math.floor(random() * word[0].length), 1, pick(['', 'x', '_']) ?? '');
  else if (change === 8) lines[at] = replaced(word.index + word[0].length, 0, ` ${pick(values) ?? ''}`);
  else if (change === 9) lines[at] = replaced(word.index, 0, `${word[0]} `);
  else if (change === 10) lines[at] = swapped(line, words, random);
  else if (change === 11) {
    const other = Math.floor(random() * lines.length);
    [lines[at], lines[other]] = [lines[other] ?? '', line];
  } else lines[at] = replaced(word.index, word[0].length, pick(values) ?? '');
  return lines.join('\n');
}

/** Two words of a line in each other's place. */
function swapped(line: string, words: readonly RegExpExecArray[], random: () => number): string {
  const place = Math.floor(random() * (words.length - 1));
  const [first, second] = [words[place], words[place + 1]];
  if (first === undefined || second === undefined) return line;
  const between = line.slice(first.index + first[0].length, second.index);
  return line.slice(0, first.index) + second[0] + between + first[0] + line.slice(second.index + second[0].length);
}

/** Configurations that both releases accept. */
export const sound: readonly string[] = [
  `events {}
http {
    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' close;
    }
    upstream backend {
        server 127.0.0.1:9001 weight=2 max_fails=3 fail_timeout=10s;
        server 127.0.0.1:9002 backup;
        keepalive 8;
    }
    server {
        listen 127.0.0.1:18080 default_server;
        server_name app.example.com *.example.org;
        location /ws/ {
            proxy_pass http://backend/;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
            proxy_set_header Host $host;
            proxy_read_timeout 1h;
            proxy_buffering off;
        }
        location = /ws {
            return 301 $scheme://$http_host/ws/$is_args$args;
        }
    }
}
`,
  `worker_processes 2;
events {
    worker_connections 64;
}
http {
    log_format main '$remote_addr "$request" $status';
    limit_req_zone $binary_remote_addr zone=one:1m rate=5r/s;
    limit_conn_zone $server_name zone=two:1m;
    proxy_set_header X-Real-IP $remote_addr;
    server {
        listen 127.0.0.1:18081;
        set $target 127.0.0.1:9001;
        error_page 404 = @missing;
        if ($http_origin !~ ^https?://) {
            return 403;
        }
        location / {
            limit_req zone=one burst=3 nodelay;
            limit_conn two 4;
            try_files $uri @app;
        }
        location @app {
            proxy_pass http://$target;
            proxy_set_header Connection "";
        }
        location @missing {
            return 404 "no\\n";
        }
        location ~ ^/(?<kind>img|css)/ {
            expires 1d;
            add_header X-Kind $kind always;
            root /tmp;
        }
        location ^~ /files/ {
            alias /tmp/;
            location ~ \\.php$ {
                fastcgi_pass 127.0.0.1:9000;
                fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
            }
            limit_except GET {
                deny all;
            }
        }
    }
}
`,
  `events {}
http {
    geo $inside {
        default 0;
        10.0.0.0/8 1;
    }
    split_clients $remote_addr $variant {
        10% a;
        * b;
    }
    proxy_buffers 4 8k;
    gzip on;
    gzip_types text/css;
    gzip_comp_level 5;
    keepalive_timeout 10s 5s;
    client_max_body_size 10m;
    large_client_header_buffers 4 16k;
    upstream sessions {
        ip_hash;
        server 127.0.0.1:9001;
        server unix:/tmp/app.sock;
    }
    server {
        listen 127.0.0.1:18082;
        listen [::1]:18082;
        allow 10.0.0.0/8;
        deny all;
        rewrite ^/old/(.*)$ /new/$1 permanent;
        location / {
            auth_request /auth;
            auth_request_set $user $upstream_http_x_user;
            proxy_set_header X-User $user;
            proxy_pass http://sessions;
            proxy_redirect http://sessions/ /;
            proxy_cookie_path / /app;
            proxy_next_upstream error timeout;
        }
        location = /auth {
            internal;
            proxy_pass http://127.0.0.1:9003/check;
            proxy_pass_request_body off;
            proxy_set_header Content-Length "";
        }
        location /rpc {
            uwsgi_pass 127.0.0.1:9004;
            uwsgi_param QUERY_STRING $query_string;
            client_body_timeout 30s;
            if ($inside = 1) {
                set $variant c;
            }
            types {
                text/plain txt log;
            }
            index index.html index.$variant.html;
        }
    }
}
`,
];
