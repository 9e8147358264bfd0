/** An editor that watches the logs of a real nginx. */
import assert from 'node:assert/strict';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { panelText, type PanelPage } from '../../protocol/panel.ts';
import { startWatchRequest, watchedNotification, type StartWatchResult, type WatchedParams } from '../../protocol/watch.ts';
import { startServer, type LspClient } from './lsp-client.ts';
import { startNginx, type NginxFolder } from './nginx.ts';
import type { NginxBinary } from './parts.ts';

export interface Editor {
  readonly server: LspClient;
  readonly uri: string;
  readonly start: () => Promise<StartWatchResult>;
  /** The page, as soon as it says so. */
  readonly page: (what: RegExp) => Promise<PanelPage>;
}

export interface EditorOptions {
  readonly trusted?: boolean;
  readonly settings?: unknown;
  /** A folder in front of the PATH. */
  readonly path?: string;
}

/** Opens `nginx.conf` of the folder, which holds the text, in an editor that hears of watched logs. */
export async function openWatch(t: TestContext, folder: string, text: string, options: EditorOptions = {}): Promise<Editor> {
  const { trusted = true, settings = {}, path } = options;
  const server = await startServer({
    folders: [folder],
    settings: { '': settings },
    initializationOptions: { trusted },
    ...(path === undefined ? {} : { environment: { PATH: `${path}${delimiter}${process.env['PATH'] ?? ''}` } }),
  });
  t.after(server.stop);
  let last: PanelPage | undefined;
  server.connection.onNotification(watchedNotification, ({ page }: WatchedParams) => {
    last = page;
  });
  const uri = pathToFileURL(join(folder, 'nginx.conf')).href;
  await server.open(uri, text);
  return {
    server,
    uri,
    start: () => server.connection.sendRequest(startWatchRequest, { uri }),
    async page(what) {
      for (let waited = 0; waited < 8000; waited += 20) {
        if (last !== undefined && what.test(panelText(last))) return last;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`the page has not ${String(what)}: ${last === undefined ? 'none' : panelText(last)}`);
    },
  };
}

/** nginx with the configuration of the folder, until the test ends. */
export async function nginxOn(t: TestContext, nginx: NginxBinary, folder: NginxFolder, port: number): Promise<void> {
  const running = await startNginx(nginx, folder.path, port);
  assert.ok(!('refusal' in running), JSON.stringify(running));
  t.after(running.stop);
}
