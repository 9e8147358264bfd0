/** Entry of the VS Code extension in a browser, where there is no machine beside it: vscode.dev, github.dev. */
import type * as vscode from 'vscode';
import { start } from '../start.ts';
import { createWorkerClient } from './client.ts';
import { registerElsewhere } from './elsewhere.ts';

export function activate(context: vscode.ExtensionContext): Promise<void> {
  return start(context, createWorkerClient, registerElsewhere);
}
