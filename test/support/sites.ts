/** Small configurations that the tests of the shells share. */

/** A main file around what stands in its http block. */
export function mainFile(...http: readonly string[]): string {
  return ['events {}', 'http {', ...http.flatMap((part) => part.split('\n')).map((line) => `    ${line}`), '}', ''].join('\n');
}

/** A server whose `/ws` sends these headers, over HTTP/1.1 whatever the version of nginx. */
export function websocketServer(...lines: readonly string[]): string {
  return [
    'server { proxy_http_version 1.1;',
    '    location /ws {',
    '        proxy_pass http://127.0.0.1:3000;',
    ...lines.map((line) => `        ${line}`),
    '        proxy_set_header Host $host;',
    '    }',
    '}',
  ].join('\n');
}

export const upgradeLine = 'proxy_set_header Upgrade $http_upgrade;';
export const connectionLine = 'proxy_set_header Connection $connection_upgrade;';
export const connectionMap = "map $http_upgrade $connection_upgrade {\n    default upgrade;\n    '' close;\n}";
/** Nothing to report. */
export const working = mainFile(connectionMap, websocketServer(upgradeLine, connectionLine, 'proxy_read_timeout 1h;'));
/** One finding: the Upgrade header is missing. */
export const broken = mainFile(connectionMap, websocketServer(connectionLine, 'proxy_read_timeout 1h;'));
