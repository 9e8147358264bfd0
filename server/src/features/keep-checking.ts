/** “Keep checking this URL”: the comment that states it, above what takes its handshake now. */
import type { Analysis } from '../analysis/analyze.ts';
import { insertLinesAbove, lineEnding, treeOf } from '../analysis/edits.ts';
import { statedUrls, statement } from '../analysis/stated.ts';
import type { Placed } from '../config/model.ts';
import { connectionTo, isClientUrl } from '../handshake/client-url.ts';
import { browserRequest } from '../handshake/request/request.ts';
import { addressOf } from '../handshake/sample.ts';
import { simulate } from '../handshake/simulate.ts';

export interface Statement {
  readonly path: string;
  /** Absolute UTF-16 offset. */
  readonly at: number;
  readonly newText: string;
}

/**
 * Above the location that takes the URL, else above its server, else at the top of the main file; a bare path becomes the
 * whole URL of the server. `undefined` for what is no URL, is stated already, or would stand in a file of somebody else.
 */
export function statementFor({ config, workspace, options }: Analysis, url: string): Statement | undefined {
  if (!isClientUrl(url)) return undefined;
  const setup = { nginx: options.nginx, workspace, withoutSteps: true };
  const { location, server } = simulate(config, browserRequest('chrome', url), connectionTo(url), setup);
  const whole = url.startsWith('/') && server !== undefined ? addressOf(server, url) : url;
  if (whole.startsWith('/') || statedUrls(config, workspace, []).some((it) => it.url === whole)) return undefined;
  const placed: Placed | undefined = location?.at ?? server?.at;
  const path = placed?.path ?? config.main;
  const file = workspace.open(path);
  const tree = treeOf(workspace, path);
  if (tree === undefined || 'unreadable' in file || file.outside === true) return undefined;
  const line = statement(whole);
  const edit = placed === undefined ? undefined : insertLinesAbove(tree, placed, [line]);
  if (edit !== undefined && placed !== undefined && !isAlone(tree.text, edit.start)) return undefined;
  return { path, at: edit?.start ?? 0, newText: edit?.newText ?? line + lineEnding(tree.text) };
}

/** On a line with something before it, a comment would take the rest of the line. */
function isAlone(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}
