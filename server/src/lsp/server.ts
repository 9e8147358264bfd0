/** The language server: what it is made of, and how it starts. */
import type { Connection } from 'vscode-languageserver';
import { createFailures } from '../project/failures.ts';
import { createAnswers } from './answer.ts';
import { capabilities, foldersOf } from './capabilities.ts';
import { readClient } from './client.ts';
import { answerEcho } from './echo-requests.ts';
import { createFolders } from './folders.ts';
import { createImages } from './images.ts';
import { answerFormatRequests } from './format-requests.ts';
import { answerRequests, type Requests } from './requests.ts';
import { createReports, type Reports } from './reports.ts';
import { createSession, type World } from './session.ts';
import { createStart } from './start.ts';
import { hearNotifications } from './notifications.ts';
import { createWatching } from './watching.ts';
import { createWorkspaceReports } from './workspace-reports.ts';

/** Answers on the connection until the editor says `exit`. */
export function startServer(connection: Connection, world: World): void {
  connection.onInitialize(async (params) => {
    const client = readClient(params);
    const parser = await world.loadParser();
    const failures = createFailures((text) => {
      connection.console.error(text);
    });
    const folders = createFolders(connection, client, foldersOf(params));
    const changed = (): void => {
      reports.changed();
    };
    const session = createSession({ world, parser, client, folders, failures, arrived: changed });
    const workspace = createWorkspaceReports((uri) => session.documents.byUri(uri) !== undefined);
    const watching = createWatching(connection, client);
    const updated = (): void => {
      watching.folders(session.readFolders());
    };
    const reports: Reports = createReports({ connection, client, session, workspace, failures, updated });
    const images = createImages({ disk: world.disk, folders, changed });
    const start = createStart({ connection, client, folders, session, world, images, failures, changed });
    const { ready } = start;
    const answers = createAnswers({ connection, session, failures, ready, yieldToMessages: world.yieldToMessages, changed });
    hearNotifications({ connection, client, folders, session, reports, workspace, failures, start, images });
    answerEcho({ connection, client, session, world, answers });
    const requests: Requests = { connection, client, folders, session, reports, workspace, answers };
    answerRequests(requests);
    answerFormatRequests(requests, parser);
    return capabilities(client);
  });
  connection.listen();
}
