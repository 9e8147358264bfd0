/** Which documents the client serves, and what it says of itself to the server. */
import * as vscode from 'vscode';
import type { LanguageClientOptions } from 'vscode-languageclient';
import { hoverLinks } from './hover-links.ts';
import { includeLinks } from './include-links.ts';

/** `NGINX` is the id that other nginx extensions give to the same files. */
const languages = ['nginx', 'NGINX'];

/** No scheme: unsaved files and those of virtual workspaces too. */
export const documentSelector = languages.map((language) => ({ language }));

/** `runs`: beside the server is a machine, on which a program can be started and a port opened. */
export function clientOptions(output: vscode.LogOutputChannel, runs: boolean): LanguageClientOptions {
  return {
    documentSelector,
    initializationOptions: () => ({
      opensSimulations: true,
      addsDirectives: true,
      readsFiles: true,
      probes: runs,
      startsEcho: runs,
      trusted: vscode.workspace.isTrusted,
    }),
    outputChannel: output,
    diagnosticCollectionName: 'nginx-handshake',
    middleware: { ...hoverLinks, ...includeLinks },
  };
}
