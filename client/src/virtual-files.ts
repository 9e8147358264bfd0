/** Answers the server's questions about files that it cannot reach: those of virtual workspaces, and all where it runs in a browser. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  listFolderRequest,
  readFileRequest,
  statFileRequest,
  type ListFolderResult,
  type ReadFileParams,
  type ReadFileResult,
  type StatFileResult,
  type Unavailable,
  type VirtualFileParams,
} from '../../protocol/virtual-files.ts';

/** What is returned goes away with the extension. */
export function answerVirtualFiles(client: BaseLanguageClient): vscode.Disposable {
  return vscode.Disposable.from(
    client.onRequest(readFileRequest, ({ uri, most }: ReadFileParams) => readFile(vscode.Uri.parse(uri), most)),
    client.onRequest(listFolderRequest, ({ uri }: VirtualFileParams) => listFolder(vscode.Uri.parse(uri))),
    client.onRequest(statFileRequest, ({ uri }: VirtualFileParams) => statFile(vscode.Uri.parse(uri))),
  );
}

async function readFile(uri: vscode.Uri, most: number): Promise<ReadFileResult> {
  const stat = await statFile(uri);
  if ('unreadable' in stat) return stat;
  if (stat.kind !== 'file') return { unreadable: stat.kind === 'folder' ? 'folder' : 'special' };
  if (stat.size > most) return { unreadable: 'too-large' };
  try {
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.length > most ? { unreadable: 'too-large' } : { bytes: binary(bytes) };
  } catch (error) {
    return reasonOf(error);
  }
}

async function listFolder(uri: vscode.Uri): Promise<ListFolderResult> {
  if (!isKnown(uri)) return [];
  try {
    const entries = await vscode.workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({ name, folder: type === vscode.FileType.Directory }));
  } catch {
    return [];
  }
}

async function statFile(uri: vscode.Uri): Promise<StatFileResult> {
  if (!isKnown(uri)) return { unreadable: 'unavailable' };
  try {
    const { type, size, mtime, ctime } = await vscode.workspace.fs.stat(uri);
    return { kind: kindOf(type), size, modified: mtime, created: ctime };
  } catch (error) {
    return reasonOf(error);
  }
}

/**
 * Is all of the scheme's files there? Where nobody can write, there may be but one: the other side of a comparison, an entry of a
 * list of changes. What stands beside it is not known, and must not count as missing.
 */
function isKnown({ scheme }: vscode.Uri): boolean {
  if (vscode.workspace.workspaceFolders?.some((folder) => folder.uri.scheme === scheme) === true) return true;
  return vscode.workspace.fs.isWritableFileSystem(scheme) === true;
}

function kindOf(type: vscode.FileType): 'file' | 'folder' | 'other' {
  if ((type & vscode.FileType.Directory) !== 0) return 'folder';
  return (type & vscode.FileType.File) !== 0 ? 'file' : 'other';
}

function reasonOf(error: unknown): Unavailable {
  const code = error instanceof vscode.FileSystemError ? error.code : undefined;
  if (code === 'FileNotFound' || code === 'FileNotADirectory') return { unreadable: 'missing' };
  if (code === 'FileIsADirectory') return { unreadable: 'folder' };
  return { unreadable: code === 'NoPermissions' ? 'permission' : 'unavailable' };
}

/** In parts: a call takes only so many arguments. */
function binary(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += part) out += String.fromCharCode(...bytes.subarray(at, at + part));
  return out;
}

const part = 8192;
