/** An editor on a world: it carries steps out, and tells the server what an editor tells. */
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  FileChangeType,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  type Diagnostic,
  type DidChangeWatchedFilesRegistrationOptions,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { capabilities, startServer, type LspClient } from '../lsp-client.ts';
import { matcherOf } from './glob.ts';
import type { Step } from './steps.ts';
import { deleteFile, linkFile, pathIn, readText, renameFile, uriIn, writeFile, type World } from './world.ts';

/** How the editor hears of diagnostics, and whether it tells of files that changed. */
export interface Variant {
  readonly pull: boolean;
  readonly watches: boolean;
}

export interface Editor {
  readonly client: LspClient;
  readonly world: World;
  readonly variant: Variant;
  readonly carryOut: (step: Step) => Promise<void>;
  /** What the server sent last, of each document. */
  readonly published: ReadonlyMap<string, readonly Diagnostic[]>;
  /** Something changed on disk that the server was not told of; `seen` takes that back. */
  readonly unseen: () => boolean;
  readonly seen: () => void;
}

/** Settings of the world in the form in which the server asks for them. */
export function settingsOf(world: World): Record<string, unknown> {
  const base = { codeLens: 'all', inlayHints: true };
  const own = [...world.settings].map(([folder, value]) => [uriIn(world, folder), { ...base, ...value }] as const);
  return { '': base, ...Object.fromEntries(own) };
}

export async function startEditor(world: World, variant: Variant): Promise<Editor> {
  const { workspace, ...rest } = capabilities(variant.pull);
  const client = await startServer({
    folders: world.folders.map((name) => pathIn(world, name)),
    settings: settingsOf(world),
    capabilities: { ...rest, workspace: { ...workspace, didChangeWatchedFiles: { dynamicRegistration: variant.watches } } },
  });
  const published = new Map<string, readonly Diagnostic[]>();
  client.connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    published.set(uri, diagnostics);
  });
  let isWatched: (path: string) => boolean = () => false;
  client.connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
    for (const { method, registerOptions } of registrations) {
      if (method !== DidChangeWatchedFilesNotification.method) continue;
      const { watchers } = registerOptions as DidChangeWatchedFilesRegistrationOptions;
      isWatched = matcherOf(watchers.map(({ globPattern }) => globPattern));
    }
  });
  let unseen = false;

  const tell = async (...changes: readonly (readonly [name: string, type: FileChangeType])[]): Promise<void> => {
    const inFolders = changes.filter(([name]) => world.folders.some((folder) => name.startsWith(`${folder}/`)));
    const told = inFolders.filter(([name]) => isWatched(pathIn(world, name)));
    if (told.length < changes.length) unseen = true;
    if (told.length === 0) return;
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: told.map(([name, type]) => ({ uri: uriIn(world, name), type })),
    });
  };

  const write = async (name: string, text: string): Promise<void> => {
    const type = readText(world, name) === undefined ? FileChangeType.Created : FileChangeType.Changed;
    if (writeFile(world, name, text)) await tell([name, type]);
  };

  /** Replaces a part of the document, or of the file where it is not open. */
  const edit = async (name: string, start: number, end: number, text: string): Promise<void> => {
    const open = world.open.get(name);
    const before = open ?? readText(world, name);
    if (before === undefined) return;
    const after = before.slice(0, start) + text + before.slice(end);
    if (open === undefined) {
      await write(name, after);
      return;
    }
    const document = TextDocument.create('', '', 0, before);
    world.open.set(name, after);
    await client.change(uriIn(world, name), {
      range: { start: document.positionAt(start), end: document.positionAt(end) },
      text,
    });
  };

  const textOf = (name: string): string => world.open.get(name) ?? readText(world, name) ?? '';

  const open = async (name: string): Promise<void> => {
    const text = readText(world, name);
    if (text === undefined || world.open.has(name)) return;
    world.open.set(name, text);
    await client.open(uriIn(world, name), text);
  };

  const close = async (name: string): Promise<void> => {
    if (world.open.delete(name)) await client.close(uriIn(world, name));
  };

  return {
    client,
    world,
    variant,
    published,
    unseen: () => unseen,
    seen: () => {
      unseen = false;
    },
    async carryOut(step) {
      switch (step.do) {
        case 'type': {
          if (!world.open.has(step.file)) await open(step.file);
          const { length } = textOf(step.file);
          const start = length === 0 ? 0 : step.at % (length + 1);
          if (world.open.has(step.file)) await edit(step.file, start, Math.min(length, start + step.remove), step.text);
          return;
        }
        case 'lines': {
          const text = textOf(step.file);
          const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
          const line = step.line % starts.length;
          const start = starts[line] ?? 0;
          await edit(step.file, start, starts[line + step.remove] ?? text.length, step.text === '' ? '' : `${step.text}\n`);
          return;
        }
        case 'replace': {
          const at = textOf(step.file).indexOf(step.from);
          if (at !== -1) await edit(step.file, at, at + step.from.length, step.to);
          return;
        }
        case 'open':
          await open(step.file);
          return;
        case 'close':
          await close(step.file);
          return;
        case 'save': {
          const text = world.open.get(step.file);
          if (text !== undefined) await write(step.file, text);
          return;
        }
        case 'write':
          // An editor that has the file open without a change of its own shows the new text.
          await write(step.file, step.text);
          return;
        case 'delete':
          if (deleteFile(world, step.file)) await tell([step.file, FileChangeType.Deleted]);
          return;
        case 'rename': {
          const wasOpen = world.open.has(step.file);
          if (world.open.has(step.to) || !renameFile(world, step.file, step.to)) return;
          await close(step.file);
          if (wasOpen) await open(step.to);
          await tell([step.file, FileChangeType.Deleted], [step.to, FileChangeType.Created]);
          return;
        }
        case 'link':
          if (linkFile(world, step.file, step.to)) await tell([step.file, FileChangeType.Created]);
          return;
        case 'settings':
          world.settings.set(step.folder, step.value);
          Object.assign(client.settings, settingsOf(world));
          await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
          return;
        case 'folders': {
          const at = (name: string) => ({ uri: uriIn(world, name), name });
          const added = step.names.filter((name) => !world.folders.includes(name)).map(at);
          const removed = world.folders.filter((name) => !step.names.includes(name)).map(at);
          world.folders = step.names;
          if (added.length + removed.length === 0) return;
          await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event: { added, removed } });
          return;
        }
        case 'ask':
          return;
      }
    },
  };
}
