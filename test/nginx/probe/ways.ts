/** Ways in which a handshake fails (or does not), each with real parts, and what the probe is asked there. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { startApp, type App } from '../../support/app-backend.ts';
import { selfSigned, startEchoBackend, type Backend, type BackendOptions } from '../../support/backends.ts';
import { behindNginx } from '../../support/behind-nginx.ts';
import { makeFolder } from '../../support/folder.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { openSocket } from '../../support/nginx-client.ts';
import { startSocketIO, startSignalR } from './realtime.ts';

/** Arguments of `probe` beside the URL. */
export type Asked = readonly string[];

export interface Way {
  /** As `docs/verify.md` names it. */
  readonly title: string;
  /** Builds the world, asks in it, and takes it down. */
  readonly run: (nginx: NginxBinary, ask: (url: string, asked?: Asked) => Promise<void>) => Promise<void>;
}

/** A whole configuration around the lines of a server in front of 127.0.0.1:3000. */
export function around(server: string, http = ''): string {
  return `events {}\nhttp {\n${http}\nmap $http_upgrade $connection_upgrade { default upgrade; '' close; }\nserver {\nlisten 8080;\n${server}\n}\n}\n`;
}

export const forwarding =
  'proxy_http_version 1.1; proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade;';
const pass = 'proxy_pass http://127.0.0.1:3000;';
const whole = around(`location / { ${pass} ${forwarding} }`);

function echoing(title: string, text: string, options: BackendOptions = {}, path = '/ws', asked: Asked = []): Way {
  return {
    title,
    run: async (nginx, ask) => {
      const backend = await startEchoBackend(options);
      await between(nginx, text, backend, (port) => ask(`ws://127.0.0.1:${port}${path}`, asked)).finally(backend.stop);
    },
  };
}

/** Lines of the http block as they run, and as the file has them. */
async function heldBeside(nginx: NginxBinary, ask: Parameters<Way['run']>[1], running: string, filed: string): Promise<void> {
  const backend = await startEchoBackend();
  const text = (http: string): string => around(`location / { ${pass} ${forwarding} }`, http);
  await between(nginx, text(running), backend, async (port) => {
    const now = text(filed).replaceAll('127.0.0.1:3000', `127.0.0.1:${backend.port}`).replace('listen 8080', `listen ${port}`);
    const file = makeFolder({ 'nginx.conf': now }).file('nginx.conf');
    await ask(`ws://127.0.0.1:${port}/ws`, ['--hold', '4', '--config', file, '--nginx-version', nginx.version]);
  }).finally(backend.stop);
}

function answering(title: string, status: number, text = whole, asked: Asked = []): Way {
  return {
    title,
    run: async (nginx, ask) => {
      const app = await startApp({ admit: () => status });
      await between(nginx, text, app, (port) => ask(`ws://127.0.0.1:${port}/ws`, asked)).finally(app.stop);
    },
  };
}

/** Without nginx: a server that does with each connection what is said. */
function listening(title: string, serve: (socket: Socket) => void, tls = false, scheme = 'ws'): Way {
  return {
    title,
    run: async (_nginx, ask) => {
      const server: Server = tls ? createTlsServer(selfSigned(), serve) : createServer(serve);
      server.on('tlsClientError', () => undefined);
      const open = new Set<Socket>();
      server.on('connection', (socket) => {
        open.add(socket.on('error', () => socket.destroy()));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await ask(`${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/ws`, ['--timeout', '1']).finally(() => {
        for (const socket of open) socket.destroy();
        server.close();
      });
    },
  };
}

async function between(
  nginx: NginxBinary,
  text: string,
  backend: Pick<Backend | App, 'port'>,
  ask: (port: number) => Promise<void>,
): Promise<void> {
  if ((await behindNginx(nginx, text, backend, ask)) === 'refused') throw new Error('nginx refuses the configuration');
}

export const ways: readonly Way[] = [
  echoing('Everything is right', whole),
  echoing('No `proxy_set_header` at all', around(`location / { ${pass} }`)),
  echoing(
    'Only `Upgrade`, no `Connection`',
    around(
      `location / { ${pass} proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection close; }`,
    ),
  ),
  echoing(
    'The headers without `proxy_http_version 1.1`, to a strict backend',
    around(`location / { ${pass} ${forwarding.replace('1.1', '1.0')} }`),
    { strict: true },
  ),
  echoing('The headers are in another location', around(`root /nowhere; location /live { ${pass} ${forwarding} }`)),
  echoing('A slash too many in the location', around(`location /ws/ { ${pass} ${forwarding} }`)),
  echoing('`return 301` to https', around('return 301 https://$host$request_uri;')),
  echoing('`return 426` by an `if` that looks in the wrong place', around('if ($http_connection != "upgrade") { return 426; }')),
  echoing('`deny all`', around(`location / { deny all; ${pass} }`)),
  echoing('`auth_basic`', around(`location / { auth_basic x; auth_basic_user_file /nowhere; ${pass} ${forwarding} }`)),
  echoing('`proxy_pass` changes the path', around(`location /ws { proxy_pass http://127.0.0.1:3000/; ${forwarding} }`), {
    path: '/ws',
  }),
  echoing(
    'The backend compares Origin and Host',
    around(`location / { ${pass} ${forwarding.replace('Host $http_host', 'Host other.example.com')} }`),
    { sameOrigin: true },
  ),
  echoing('The backend speaks TLS', whole, { certificate: selfSigned() }),
  echoing(
    '`proxy_read_timeout` ends a silent connection',
    around(`location / { ${pass} ${forwarding} proxy_read_timeout 1s; }`),
    {},
    '/ws',
    ['--hold', '4'],
  ),
  {
    title: 'The same, set in an outer block, with `--config`',
    run: (nginx, ask) => heldBeside(nginx, ask, 'proxy_read_timeout 1s;', 'proxy_read_timeout 1s;'),
  },
  {
    title: 'It is longer in the file than in what runs',
    run: (nginx, ask) => heldBeside(nginx, ask, 'proxy_read_timeout 1s;', 'proxy_read_timeout 1h;'),
  },
  echoing('Held as long as asked', whole, {}, '/ws', ['--hold', '0.3']),
  echoing('`proxy_hide_header Upgrade`', around(`location / { ${pass} ${forwarding} proxy_hide_header Upgrade; }`)),
  {
    title: '`limit_req` is reached',
    run: async (nginx, ask) => {
      const backend = await startEchoBackend();
      const text = around(
        `location / { limit_req zone=z; ${pass} ${forwarding} }`,
        'limit_req_zone $binary_remote_addr zone=z:64k rate=1r/m;',
      );
      const twice = async (port: number): Promise<void> => {
        await openSocket(port, '/ws', 'example.com');
        await ask(`ws://127.0.0.1:${port}/ws`);
      };
      await between(nginx, text, backend, twice).finally(backend.stop);
    },
  },
  answering('The backend wants to know who asks', 401),
  answering('The backend has no such path', 404),
  answering('The backend fails', 500),
  {
    title: 'No backend',
    run: async (nginx, ask) => {
      const gone = await startApp();
      await gone.stop();
      await between(nginx, whole, gone, (port) => ask(`ws://127.0.0.1:${port}/ws`));
    },
  },
  {
    title: 'ws:// to a port with TLS',
    run: async (nginx, ask) => {
      const app = await startApp();
      const folder = makeFolder({ 'both.pem': `${selfSigned().key}${selfSigned().cert}` });
      const text = `events {}\nhttp { server { listen 8080 ssl; ssl_certificate ${folder.file('both.pem')}; ssl_certificate_key ${folder.file('both.pem')}; } }`;
      await between(nginx, text, app, (port) => ask(`ws://127.0.0.1:${port}/ws`)).finally(app.stop);
    },
  },
  listening('wss:// to a port without TLS', (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), false, 'wss'),
  listening('A certificate signed by itself', () => undefined, true, 'wss'),
  listening('Something that is not HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')),
  listening('The connection is closed at once', (socket) => socket.destroy()),
  listening('No answer', () => undefined),
  {
    title: 'Nothing listens',
    run: async (_nginx, ask) => {
      const gone = await startApp();
      await gone.stop();
      await ask(`ws://127.0.0.1:${gone.port}/ws`);
    },
  },
  {
    title: 'Socket.IO, everything right',
    run: async (nginx, ask) => {
      const backend = await startSocketIO();
      await between(nginx, whole, backend, (port) => ask(`ws://127.0.0.1:${port}/`, ['--socketio'])).finally(backend.stop);
    },
  },
  {
    title: 'Socket.IO: polling works, the upgrade is lost',
    run: async (nginx, ask) => {
      const backend = await startSocketIO();
      await between(nginx, around(`location / { ${pass} }`), backend, (port) =>
        ask(`ws://127.0.0.1:${port}/`, ['--socketio']),
      ).finally(backend.stop);
    },
  },
  {
    title: 'Socket.IO on several backends without stickiness',
    run: async (nginx, ask) => {
      const [one, two] = [await startSocketIO(), await startSocketIO()];
      const text = around(
        `location / { proxy_pass http://app; ${forwarding} }`,
        `upstream app { server 127.0.0.1:3000; server 127.0.0.1:${two.port}; }`,
      );
      await between(nginx, text, one, (port) => ask(`ws://127.0.0.1:${port}/`, ['--socketio'])).finally(async () => {
        await one.stop();
        await two.stop();
      });
    },
  },
  {
    title: 'SignalR, everything right',
    run: async (nginx, ask) => {
      const backend = await startSignalR();
      await between(nginx, whole, backend, (port) => ask(`ws://127.0.0.1:${port}/hub`, ['--signalr'])).finally(backend.stop);
    },
  },
  {
    title: 'SignalR without its negotiation',
    run: async (nginx, ask) => {
      const backend = await startSignalR();
      await between(nginx, whole, backend, (port) => ask(`ws://127.0.0.1:${port}/hub`)).finally(backend.stop);
    },
  },
  {
    title: 'A CDN in front loses `Upgrade`, with `--compare`',
    run: async (nginx, ask) => {
      const backend = await startEchoBackend();
      await between(nginx, whole, backend, async (origin) => {
        const cdn = around(`location / { ${pass} proxy_set_header Host $http_host; add_header cf-ray 8f2b1c-FRA always; }`);
        await between(nginx, cdn, { port: origin }, (port) =>
          ask(`ws://127.0.0.1:${port}/ws`, ['--compare', `127.0.0.1:${origin}`]),
        );
      }).finally(backend.stop);
    },
  },
  {
    title: 'The file is right, and not reloaded',
    run: async (nginx, ask) => {
      const backend = await startEchoBackend();
      await between(nginx, around(`location / { ${pass} }`), backend, async (port) => {
        const now = whole.replaceAll('127.0.0.1:3000', `127.0.0.1:${backend.port}`).replace('listen 8080', `listen ${port}`);
        const folder = makeFolder({ 'nginx.conf': now });
        await ask(`ws://127.0.0.1:${port}/ws`, ['--config', folder.file('nginx.conf'), '--nginx-version', nginx.version]);
      }).finally(backend.stop);
    },
  },
  {
    title: 'As the file says',
    run: async (nginx, ask) => {
      const backend = await startEchoBackend();
      const text = around(`root /nowhere; location /live { ${pass} ${forwarding} }`);
      await between(nginx, text, backend, async (port) => {
        const folder = makeFolder({ 'nginx.conf': text.replace('listen 8080', `listen ${port}`) });
        await ask(`ws://127.0.0.1:${port}/ws`, ['--config', folder.file('nginx.conf'), '--nginx-version', nginx.version]);
      }).finally(backend.stop);
    },
  },
];
