/** A configuration in the bundled server, asked as an editor asks it. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach } from 'node:test';
import type { Diagnostic } from 'vscode-languageserver/node';
import {
  dumpRequest,
  targetRequest,
  testRequest,
  type DumpResult,
  type TargetResult,
  type TestParams,
  type TestResult,
} from '../../protocol/target.ts';
import { startServer, type LspClient } from '../support/lsp-client.ts';
import { makeNginxFolder, type NginxFolder } from '../support/nginx.ts';
import { makeStandIns, type StandIns } from '../support/stand-ins.ts';
import { comes } from '../support/until.ts';

export const working = (port = 8080): string => `events {}
http {
    access_log off;
    server {
        listen 127.0.0.1:${String(port)};
        location /ws/ {
            proxy_pass http://127.0.0.1:3000;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
}
`;

export interface Opened {
  readonly client: LspClient;
  readonly folder: NginxFolder;
  readonly uri: string;
  readonly test: (params?: Omit<TestParams, 'uri'>) => Promise<TestResult>;
  readonly target: () => Promise<TargetResult>;
  readonly dump: () => Promise<DumpResult>;
  /** Those of nginx alone, as `line severity message`, lines from 1. */
  readonly said: () => Promise<readonly string[]>;
  readonly diagnostics: () => Promise<readonly Diagnostic[]>;
}

const open: { readonly clients: LspClient[]; readonly folders: NginxFolder[]; readonly standIns: StandIns[] } = {
  clients: [],
  folders: [],
  standIns: [],
};

afterEach(async () => {
  for (const client of open.clients.splice(0)) await client.stop();
  for (const it of [...open.folders.splice(0), ...open.standIns.splice(0)]) it.remove();
});

export function standIns(): StandIns {
  const made = makeStandIns();
  open.standIns.push(made);
  return made;
}

/** `settings` may need to know where the folder is. */
export async function opened(
  text: string,
  settings: (folder: string) => Readonly<Record<string, unknown>>,
  { trusted = true, path }: { readonly trusted?: boolean; readonly path?: string } = {},
): Promise<Opened> {
  const folder = makeNginxFolder();
  open.folders.push(folder);
  folder.write('nginx.conf', text);
  const client = await startServer({
    folders: [folder.path],
    settings: { '': settings(folder.path) },
    initializationOptions: { trusted },
    ...(path === undefined ? {} : { environment: { PATH: path } }),
  });
  open.clients.push(client);
  const uri = pathToFileURL(join(folder.path, 'nginx.conf')).href;
  await client.open(uri, text);
  const diagnostics = (): Promise<readonly Diagnostic[]> => client.diagnostics(uri);
  return {
    ...{ client, folder, uri, diagnostics },
    test: (params = {}) => client.connection.sendRequest<TestResult>(testRequest, { uri, ...params }),
    target: () => client.connection.sendRequest<TargetResult>(targetRequest, { uri }),
    dump: () => client.connection.sendRequest<DumpResult>(dumpRequest, { uri }),
    said: async () =>
      (await diagnostics())
        .filter(({ source }) => source === 'nginx -t')
        .map(
          ({ range, severity, message }) =>
            `${range.start.line + 1} ${severity === 1 ? 'error' : 'warning'} ${typeof message === 'string' ? message : message.value}`,
        ),
  };
}

export async function until(isSo: () => Promise<boolean>): Promise<void> {
  await comes(
    async () => ((await isSo()) ? true : undefined),
    () => String(isSo),
  );
}
