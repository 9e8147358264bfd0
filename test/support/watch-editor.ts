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
import { comes } from './until.ts';

export interface Editor {
  readonly server: LspClient;
  readonly uri: string;
  readonly start: () => Promise<StartWatchResult>;
  /** The page, as soon as it says so. */
  readonly page: (what: RegExp) => Promise<PanelPage>;
  /** Does something again and again until the page says so. */
  readonly until: (what: RegExp, work: () => Promise<unknown>) => Promise<void>;
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
    page(what) {
      return comes(
        () => (last !== undefined && what.test(panelText(last)) ? last : undefined),
        () => `${String(what)} in the page ${last === undefined ? '(none)' : panelText(last)}`,
      );
    },
    async until(what, work) {
      while (last === undefined || !what.test(panelText(last))) {
        await work();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}

/** nginx with the configuration of the folder, until the test ends. */
export async function nginxOn(t: TestContext, nginx: NginxBinary, folder: NginxFolder, port: number): Promise<void> {
  const running = await startNginx(nginx, folder.path, port);
  assert.ok(!('refusal' in running), JSON.stringify(running));
  t.after(running.stop);
}
