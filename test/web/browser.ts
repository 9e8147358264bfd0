/** A Chromium, and files of this machine that are served to it on a loopback port. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { extname, join, normalize } from 'node:path';
import { chromium as playwright, type Browser } from 'playwright-core';
import { chromium } from '../support/parts.ts';

export function startBrowser(): Promise<Browser> {
  return playwright.launch({ executablePath: chromium ?? '', args: ['--no-sandbox', '--disable-gpu'] });
}

export interface Site {
  /** `http://localhost:port`, without a slash at its end. */
  readonly origin: string;
  readonly stop: () => void;
}

/**
 * `pages` are texts by their paths; `folders` are folders of this machine by what their paths begin with, `/` at both ends; what is
 * posted to a path is read as JSON and handed to its `posts`.
 */
export async function serveFiles(
  pages: ReadonlyMap<string, string | Uint8Array>,
  folders: ReadonlyMap<string, string>,
  posts: Readonly<Record<string, (what: never) => Promise<void>>> = {},
): Promise<Site> {
  const contentOf = async (path: string): Promise<string | Uint8Array> => {
    const page = pages.get(path);
    if (page !== undefined) return page;
    const prefix = [...folders.keys()].find((it) => path.startsWith(it)) ?? '';
    return readFile(join(folders.get(prefix) ?? '/nowhere', normalize(`/${path.slice(prefix.length)}`)));
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const post = posts[pathname];
    if (request.method === 'POST' && post !== undefined) {
      json(request)
        .then((what) => post(what as never))
        .then(
          () => response.end(),
          (error: unknown) => response.writeHead(500).end(String(error)),
        );
      return;
    }
    contentOf(decodeURIComponent(pathname)).then(
      (content) => {
        response.setHeader('content-type', types[extname(pathname)] ?? 'text/html').end(content);
      },
      () => {
        response.writeHead(404).end();
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};
