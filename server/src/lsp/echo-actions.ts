/** "Start an echo backend here": on a `proxy_pass` that leads to a port of this machine. */
import type { CodeAction } from 'vscode-languageserver';
import { startEchoCommand } from '../../../protocol/echo.ts';
import { treeOf } from '../analysis/edits.ts';
import { loopbackPortsAt } from '../echo/ports.ts';
import type { ActionContext } from './code-actions.ts';

/** `offset` is absolute, UTF-16; none but on the line itself. */
export function startEchoActions(offset: number, { analyses: [analysis], path, uri }: ActionContext): readonly CodeAction[] {
  const at = analysis === undefined ? undefined : treeOf(analysis.workspace, path)?.pathAt(offset).at(-1);
  if (analysis === undefined || at?.kind !== 'directive' || at.name.text !== 'proxy_pass') return [];
  return loopbackPortsAt(analysis, path, offset).map((port) => {
    const title = `Start an echo backend here (port ${port})`;
    return { title, kind: '', command: { title, command: startEchoCommand, arguments: [uri, port] } };
  });
}
