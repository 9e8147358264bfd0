/** Answers that were kept too long: snippets and comments. Each series is as short as it gets. */
import { ask, open, remove, replace, write, testCases } from '../support/kept/cases.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

const main = mainFile(connectionMap, 'include conf.d/*.conf;');
const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');
const headers = `${upgradeLine}\n${connectionLine}\n`;
/** Nothing but its headers says that it is for WebSockets. */
const chat = 'server {\n    location /chat {\n        proxy_pass http://127.0.0.1:3000;\n    }\n}\n';

testCases({
  'a snippet of a location appears and vanishes': {
    files: { 'one/nginx.conf': mainFile(connectionMap, websocketServer('include ws.conf;')) },
    steps: [open('one/nginx.conf'), ask, write('one/ws.conf', headers), ask, remove('one/ws.conf'), ask],
  },
  'a snippet of a location in an included file appears and vanishes': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': websocketServer('include ws.conf;') },
    steps: [open('one/conf.d/app.conf'), ask, write('one/ws.conf', headers), ask, remove('one/ws.conf'), ask],
  },
  'a snippet of a server appears and vanishes': {
    files: {
      'one/nginx.conf': main,
      'one/conf.d/app.conf': `server {\n    include ws.conf;\n    location /ws { proxy_pass http://app; }\n}`,
    },
    steps: [open('one/conf.d/app.conf'), ask, write('one/ws.conf', headers), ask, remove('one/ws.conf'), ask],
  },
  'an empty snippet of a location appears and vanishes': {
    files: { 'one/nginx.conf': mainFile(connectionMap, websocketServer('include ws.conf;')) },
    steps: [open('one/nginx.conf'), ask, write('one/ws.conf', ''), ask, remove('one/ws.conf'), ask],
  },
  'a snippet of a map appears and vanishes': {
    files: {
      'one/nginx.conf': mainFile(
        'map $http_upgrade $connection_upgrade {\n    include values.conf;\n}',
        'include conf.d/*.conf;',
      ),
      'one/conf.d/app.conf': app,
    },
    steps: [open('one/conf.d/app.conf'), ask, write('one/values.conf', 'default close;\n'), ask, remove('one/values.conf'), ask],
  },
  'an empty snippet of a map appears and vanishes': {
    files: {
      'one/nginx.conf': mainFile(
        'map $http_upgrade $connection_upgrade {\n    include values.conf;\n}',
        'include conf.d/*.conf;',
      ),
      'one/conf.d/app.conf': app,
    },
    steps: [open('one/conf.d/app.conf'), ask, write('one/values.conf', ''), ask, remove('one/values.conf'), ask],
  },
  'a comment says above an included location that it is for WebSockets': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': chat },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      replace('one/conf.d/app.conf', '    location', '    # nginx-handshake: websocket\n    location'),
      ask,
      replace('one/conf.d/app.conf', '    # nginx-handshake: websocket\n', ''),
      ask,
    ],
  },
  'a comment says in an included location that it is for WebSockets': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': chat },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      replace('one/conf.d/app.conf', '        proxy_pass', '        # nginx-handshake: websocket\n        proxy_pass'),
      ask,
      replace('one/conf.d/app.conf', '        # nginx-handshake: websocket\n', ''),
      ask,
    ],
  },
  'a comment in a closed snippet says that its location is for WebSockets': {
    files: {
      'one/nginx.conf': mainFile(connectionMap, 'server {\n    include locations.conf;\n}'),
      'one/locations.conf': 'location /chat {\n    proxy_pass http://127.0.0.1:3000;\n}\n',
    },
    steps: [
      open('one/nginx.conf'),
      ask,
      write('one/locations.conf', '# nginx-handshake: websocket\nlocation /chat {\n    proxy_pass http://127.0.0.1:3000;\n}\n'),
      ask,
      open('one/locations.conf'),
      ask,
    ],
  },
  'a comment in a snippet inside a location says that it is for WebSockets': {
    files: {
      'one/nginx.conf': mainFile(connectionMap, 'server {\n    location /chat {\n        include pass.conf;\n    }\n}'),
      'one/pass.conf': 'proxy_pass http://127.0.0.1:3000;\n',
    },
    steps: [
      open('one/nginx.conf'),
      open('one/pass.conf'),
      ask,
      { do: 'lines', file: 'one/pass.conf', line: 0, remove: 0, text: '# nginx-handshake: websocket' },
      ask,
      { do: 'lines', file: 'one/pass.conf', line: 0, remove: 1, text: '' },
      ask,
    ],
  },
  'words in a comment above a location change': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': chat.replace('    location', '    # nothing\n    location') },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      replace('one/conf.d/app.conf', '# nothing', '# the websocket endpoint of the chat'),
      ask,
      replace('one/conf.d/app.conf', '# the websocket endpoint of the chat', '# nothing'),
      ask,
    ],
  },
  'a comment in line 1 says that a file is for WebSockets': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': chat },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      { do: 'lines', file: 'one/conf.d/app.conf', line: 0, remove: 0, text: '# nginx-handshake: websocket' },
      ask,
      { do: 'lines', file: 'one/conf.d/app.conf', line: 0, remove: 1, text: '' },
      ask,
    ],
  },
  'a comment in line 1 says what the file is': {
    files: { 'one/alone.conf': 'proxy_pass http://app;\nproxy_set_header Upgrade $http_upgrade;\n' },
    steps: [
      open('one/alone.conf'),
      ask,
      { do: 'lines', file: 'one/alone.conf', line: 0, remove: 0, text: '# nginx-handshake: context http' },
      ask,
      replace('one/alone.conf', 'context http', 'context location'),
      ask,
      { do: 'lines', file: 'one/alone.conf', line: 0, remove: 1, text: '' },
      ask,
    ],
  },
  'a comment silences a rule in a closed file': {
    files: {
      'one/nginx.conf': mainFile(connectionMap, 'server {\n    include locations.conf;\n}'),
      'one/locations.conf': 'location /ws {\n    proxy_pass http://127.0.0.1:3000;\n}\n',
    },
    steps: [
      open('one/nginx.conf'),
      ask,
      replace('one/locations.conf', '    proxy_pass', '    # nginx-handshake: ignore missing-websocket-headers\n    proxy_pass'),
      ask,
      open('one/locations.conf'),
      ask,
    ],
  },
});
