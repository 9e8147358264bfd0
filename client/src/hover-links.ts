/** Links in hovers to lines of files. VS Code opens files of its own disk from Markdown alone; for all others it is a command of ours. */
import * as vscode from 'vscode';
import type { HoverMiddleware } from 'vscode-languageclient';
import { commandAddress } from './command-address.ts';
import { goTo } from './panel/places.ts';

const command = 'nginxHandshake.openLine';

/** Makes the links work in hovers over a document that is of no disk. */
export const hoverLinks: HoverMiddleware = {
  async provideHover(document, position, token, next) {
    const hover = await next(document, position, token);
    const { scheme } = document.uri;
    if (!hover || scheme === 'file') return hover;
    return new vscode.Hover(
      hover.contents.map((it) => (it instanceof vscode.MarkdownString ? linked(it, scheme) : it)),
      hover.range,
    );
  },
};

/** Registers the command that the links are. */
export function registerHoverLinks(): vscode.Disposable {
  return vscode.commands.registerCommand(command, (uri: string, line: number) => {
    const start = { line: line - 1, character: 0 };
    return goTo({ uri, range: { start, end: start } }, false);
  });
}

function linked({ value }: vscode.MarkdownString, scheme: string): vscode.MarkdownString {
  const links = /\]\(<([a-z][a-z0-9+.-]*):([^<>#]*)#L(\d+)>\)/gi;
  const text = value.replace(links, (whole, linkScheme: string, rest: string, line: string) => {
    if (linkScheme !== scheme) return whole;
    return `](<${commandAddress(command, [`${scheme}:${rest}`, Number(line)])}>)`;
  });
  const markdown = new vscode.MarkdownString(text);
  markdown.isTrusted = { enabledCommands: [command] };
  return markdown;
}
