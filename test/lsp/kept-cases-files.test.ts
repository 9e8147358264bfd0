/** Answers that were kept too long: main files, names, settings. Each series is as short as it gets. */
import { ask, open, remove, replace, write, testCases, pulled, sent, unwatched, unwatchedSent } from '../support/kept/cases.ts';
import { connectionLine, connectionMap, mainFile, upgradeLine, websocketServer } from '../support/sites.ts';

const main = mainFile(connectionMap, 'include conf.d/*.conf;');
const app = websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;');

const live = `location /live {
    proxy_pass http://127.0.0.1:3000;
    include ws.conf;
}
`;

testCases({
  'a file becomes a main file': {
    files: { 'one/start.conf': '# nothing yet\n', 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/start.conf', mainFile('include conf.d/*.conf;')), ask],
  },
  'a main file appears': {
    files: { 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/nginx.conf', mainFile('include conf.d/*.conf;')), ask],
    variants: [pulled, sent],
  },
  'a file is a main file no more': {
    files: { 'one/start.conf': mainFile('include conf.d/*.conf;'), 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/start.conf', '# nothing\n'), ask],
  },
  'a main file above the folder appears': {
    files: { 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('nginx.conf', mainFile('include one/conf.d/*.conf;')), ask],
  },
  'a main file appears where nobody watches': {
    files: { 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/nginx.conf', mainFile('include conf.d/*.conf;')), ask],
    variants: [unwatched, unwatchedSent],
  },
  'a main file changes where nobody watches': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/nginx.conf', mainFile('include conf.d/*.conf;')), ask],
    variants: [unwatched, unwatchedSent],
  },
  'the first file of a folder that is included appears': {
    files: { 'one/nginx.conf': mainFile('include maps.d/*.conf;', 'include conf.d/*.conf;'), 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/maps.d/a.conf', connectionMap), ask, remove('one/maps.d/a.conf'), ask],
  },
  'a file of another name than those that are watched': {
    files: { 'one/nginx.conf': mainFile('include maps.inc;', 'include conf.d/*.conf;'), 'one/conf.d/app.conf': app },
    steps: [open('one/conf.d/app.conf'), ask, write('one/maps.inc', connectionMap), ask, remove('one/maps.inc'), ask],
    variants: [pulled, sent],
  },
  'an included file is renamed': {
    files: {
      'one/nginx.conf': mainFile('include map.conf;', 'include conf.d/*.conf;'),
      'one/conf.d/app.conf': app,
      'one/map.conf': connectionMap,
    },
    steps: [
      open('one/conf.d/app.conf'),
      open('one/map.conf'),
      ask,
      { do: 'rename', file: 'one/map.conf', to: 'one/maps.conf' },
      ask,
      { do: 'rename', file: 'one/maps.conf', to: 'one/map.conf' },
      ask,
    ],
  },
  'a link appears, and then its target': {
    files: { 'one/nginx.conf': mainFile(connectionMap, 'include sites-enabled/*;'), 'one/sites-enabled/none': '' },
    steps: [
      open('one/nginx.conf'),
      ask,
      { do: 'link', file: 'one/sites-enabled/app', to: '../sites-available/app' },
      ask,
      write('one/sites-available/app', app),
      open('one/sites-available/app'),
      ask,
      replace('one/sites-available/app', upgradeLine, ''),
      ask,
      remove('one/sites-enabled/app'),
      ask,
    ],
  },
  'what is not saved is forgotten when the document is closed': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': app },
    steps: [
      open('one/conf.d/app.conf'),
      open('one/nginx.conf'),
      ask,
      replace('one/nginx.conf', 'map ', 'geo '),
      ask,
      { do: 'close', file: 'one/nginx.conf' },
      ask,
    ],
  },
  'another file sets the variable': {
    files: {
      'one/nginx.conf': mainFile('include conf.d/*.conf;'),
      'one/conf.d/app.conf': app,
      'one/conf.d/other.conf': 'server {\n    listen 81;\n}\n',
    },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      replace('one/conf.d/other.conf', 'listen 81;', 'listen 81;\n    set $connection_upgrade upgrade;'),
      ask,
      replace('one/conf.d/other.conf', 'set $connection_upgrade upgrade;', ''),
      ask,
    ],
  },
  'an upstream of another file vanishes and returns': {
    files: {
      'one/nginx.conf': main,
      'one/conf.d/app.conf': app.replace('127.0.0.1:3000', 'backend'),
      'one/conf.d/up.conf': 'upstream backend {\n    server 127.0.0.1:3000;\n    keepalive 8;\n}\n',
    },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      remove('one/conf.d/up.conf'),
      ask,
      write('one/conf.d/up.conf', 'upstream backend {\n    server 127.0.0.1:3000 down;\n}\n'),
      ask,
    ],
  },
  'the version is another one': {
    files: { 'one/nginx.conf': main, 'one/conf.d/app.conf': app },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      { do: 'settings', folder: 'one', value: { nginxVersion: '1.22.1' } },
      ask,
      { do: 'settings', folder: 'one', value: { nginxVersion: '1.29.8' } },
      ask,
    ],
  },
  'the main file is another one': {
    files: { 'one/nginx.conf': main, 'one/other.conf': mainFile('include conf.d/*.conf;'), 'one/conf.d/app.conf': app },
    steps: [
      open('one/conf.d/app.conf'),
      ask,
      { do: 'settings', folder: 'one', value: { mainFile: 'other.conf' } },
      ask,
      { do: 'settings', folder: 'one', value: {} },
      ask,
    ],
  },
  'a folder leaves the workspace and comes back': {
    files: {
      'one/nginx.conf': main,
      'one/conf.d/app.conf': app,
      'two/start.conf': mainFile('include app.conf;'),
      'two/app.conf': app,
    },
    steps: [
      open('one/conf.d/app.conf'),
      open('two/app.conf'),
      ask,
      { do: 'folders', names: ['one'] },
      ask,
      { do: 'folders', names: ['one', 'two'] },
      ask,
    ],
  },
  'a fix that is tried reads files that nobody read before': {
    files: {
      'one/nginx.conf': mainFile(connectionMap, 'include conf.d/app.conf;', 'include live.conf;'),
      'one/conf.d/map.conf': 'map $http_upgrade $connection_upgrade {\n    include values.conf;\n}\n',
      'one/values.conf': 'default upgrade;\n',
      'one/live.conf': live,
    },
    steps: [open('one/nginx.conf'), ask, write('one/live.conf', `${live}}\n`), ask],
    variants: [pulled, unwatched],
  },
  'what several main files say of a closed file is told by the same one': {
    files: {
      'one/nginx.conf': mainFile('include live.conf;'),
      'one/live.conf': live,
      'one/ws.conf': `${upgradeLine}\n`,
      'two/nginx.conf': mainFile('include app.conf;', 'include ../one/live.conf;'),
      'two/app.conf': app,
    },
    steps: [open('two/app.conf'), open('one/ws.conf'), ask],
    variants: [pulled, sent],
  },
});
