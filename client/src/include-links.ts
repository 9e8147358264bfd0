/** The link of an include whose pattern brings several files: a command of ours that lists them, as a link has one target alone. */
import * as vscode from 'vscode';
import type { DocumentLinkMiddleware } from 'vscode-languageclient';
import { bringsSeveral } from '../../protocol/links.ts';
import { commandAddress } from './command-address.ts';

const command = 'nginxHandshake.showIncluded';

export const includeLinks: DocumentLinkMiddleware = {
  async provideDocumentLinks(document, token, next) {
    const links = await next(document, token);
    return links?.map((link) => (bringsSeveral(link) ? listing(document, link) : link));
  },
};

/** Registers the command that the links are: the files beside the pattern, as its definition has them. */
export function registerIncludeLinks(): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (text: string, line: number, character: number) => {
    const uri = vscode.Uri.parse(text, true);
    const position = new vscode.Position(line, character);
    const files = await vscode.commands.executeCommand<readonly vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      uri,
      position,
    );
    const once = [...new Map(files.map((file) => [file.uri.toString(), file])).values()];
    await vscode.commands.executeCommand('editor.action.goToLocations', uri, position, once, 'peek');
  });
}

function listing({ uri }: vscode.TextDocument, { range, tooltip }: vscode.DocumentLink): vscode.DocumentLink {
  const { line, character } = range.start;
  const target = vscode.Uri.parse(commandAddress(command, [uri.toString(), line, character]));
  const link = new vscode.DocumentLink(range, target);
  if (tooltip !== undefined) link.tooltip = tooltip;
  return link;
}
