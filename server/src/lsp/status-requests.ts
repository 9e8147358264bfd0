/** What an open document is judged for and in: the version and where it is from, the main files. */
import {
  statusChanged,
  statusRequest,
  type StatusChanged,
  type StatusParams,
  type StatusResult,
} from '../../../protocol/status.ts';
import type { NginxChoice } from '../project/nginx-choice.ts';
import type { OpenDocument } from './documents.ts';
import { ownRequests } from './own.ts';
import type { Requests } from './requests.ts';
import { uriOf } from './uris.ts';

/** What it returns is to be called when documents were looked at: the editor is told if what it asked last is another now. */
export function answerStatus({
  connection,
  folders,
  session,
  answers,
}: Omit<Requests, 'client' | 'reports' | 'workspace'>): () => void {
  let last: { readonly uri: string; readonly said: string } | undefined;

  const statusOf = (document: OpenDocument): StatusResult => {
    const { folder, mainFile, nginx } = folders.of(document.path);
    const { analyses, isDump } = session.viewOf(document);
    const mains = analyses.flatMap(({ config }) =>
      config.context === 'main' || config.main !== document.path ? [config.main] : [],
    );
    return {
      version: nginx.version,
      source: sourceOf(nginx, folder),
      mains: isDump ? [] : mains.map(uriOf),
      isMainSet: mainFile !== undefined,
      choices: folder === undefined ? [] : session.mainFiles.below(folder).map(uriOf),
    };
  };

  ownRequests(connection, answers)<StatusParams, StatusResult>(statusRequest, ({ uri }, document) => {
    const status = statusOf(document);
    last = { uri, said: JSON.stringify(status) };
    return status;
  });

  return () => {
    const document = last === undefined ? undefined : session.documents.byUri(last.uri);
    if (last === undefined || document === undefined) return;
    const status = statusOf(document);
    const said = JSON.stringify(status);
    if (said === last.said) return;
    last = { uri: last.uri, said };
    void connection.sendNotification(statusChanged, { uri: last.uri, ...status } satisfies StatusChanged);
  };
}

/** Short, as it stands in one line of the editor: an image's file is named from the folder. */
function sourceOf({ from, source }: NginxChoice, folder: string | undefined): string {
  switch (from) {
    case 'said':
      return 'as the setting says';
    case 'target':
      return `asked where it runs: ${source}`;
    case 'installed':
      return `installed here: ${source}`;
    case 'image':
      return `as an image says: ${folder === undefined ? source : source.replace(` in ${folder}/`, ' in ')}`;
    case 'assumed':
      return `assumed, as nobody said which${source === 'assumed' ? '' : `: ${source.replace('assumed: ', '')}`}`;
  }
}
