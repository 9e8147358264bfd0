/** What the placeholders of a case stand for. */

export interface Places {
  /** The third one is for TLS. */
  readonly ports: readonly [number, number, number];
  readonly folder: string;
  readonly fill: (text: string) => string;
  /** The other way round, for records. */
  readonly unfill: (text: string) => string;
}

/** The three lines that every WebSocket needs. */
const upgrade = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';

/** `backends`: two plain ones, then one that speaks TLS. */
export function makeSite(ports: Places['ports'], backends: readonly [number, number, number], folder: string): Places {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`);
  const settings = `access_log off; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem; ${temporary.join(' ')}`;
  const values: readonly (readonly [string, string])[] = [
    ['__SETTINGS__', settings],
    ['__PORT__', `${ports[0]}`],
    ['__PORT2__', `${ports[1]}`],
    ['__PORT3__', `${ports[2]}`],
    ['__BACKEND__', `127.0.0.1:${backends[0]}`],
    ['__BACKEND2__', `127.0.0.1:${backends[1]}`],
    ['__TLS_BACKEND__', `127.0.0.1:${backends[2]}`],
    ['__DIR__', folder],
    ['__UPGRADE__', upgrade],
  ];
  return {
    ports,
    folder,
    fill: (text) => values.reduce((filled, [name, value]) => filled.replaceAll(name, value), text),
    unfill: (text) => values.reduce((plain, [name, value]) => plain.replaceAll(value, name), text),
  };
}
