/** The language server: what it is made of, and how it starts. */
import type { Connection } from 'vscode-languageserver';
import { createFailures } from '../project/failures.ts';
import { createAnswers } from './answer.ts';
import { capabilities, foldersOf } from './capabilities.ts';
import { diskOf } from './client-disk.ts';
import { readClient } from './client.ts';
import { answerCompletionRequests } from './complete-requests.ts';
import { answerEcho } from './echo-requests.ts';
import { dumpLinks } from './dump-links.ts';
import { answerDocumentationRequests } from './documentation-requests.ts';
import { createFolders } from './folders.ts';
import { createFound } from './found.ts';
import { createImages } from './images.ts';
import { answerFormatRequests } from './format-requests.ts';
import { answerNavigateRequests } from './navigate-requests.ts';
import { answerPanelRequests } from './panel-requests.ts';
import { answerProbe } from './probe-requests.ts';
import { answerRecognise } from './recognise-requests.ts';
import { answerRequests, type Requests } from './requests.ts';
import { createReports, type Reports } from './reports.ts';
import { answerSemanticRequests } from './semantic-requests.ts';
import { createSession, type World } from './session.ts';
import { createStart } from './start.ts';
import { answerStatus } from './status-requests.ts';
import { hearNotifications } from './notifications.ts';
import { createTestDiagnostics } from './target-diagnostics.ts';
import { createTargetPlaces } from './target-places.ts';
import { answerStructureRequests } from './structure-requests.ts';
import { answerTargetRequests } from './target-requests.ts';
import { createTargets } from './targets.ts';
import { answerWatch } from './watch-requests.ts';
import { createWatching } from './watching.ts';
import { createWorkspaceReports } from './workspace-reports.ts';

/** Answers on the connection until the editor says `exit`. */
export function startServer(connection: Connection, world: World): void {
  connection.onInitialize(async (params) => {
    const client = readClient(params);
    const parser = await world.loadParser();
    const failures = createFailures({
      failed(text) {
        connection.console.error(text);
      },
      remarked(text) {
        connection.console.warn(text);
      },
    });
    const folders = createFolders(connection, client, foldersOf(params));
    const changed = (): void => {
      reports.changed();
    };
    const run = client.trusted ? world.run : undefined;
    const targets = createTargets({ run, folders, failures, changed });
    const disk = diskOf(world.disk, client, connection);
    const known = createSession({ world, disk, parser, client, folders, failures, arrived: changed });
    const tests = createTestDiagnostics(known, client.encoding);
    const session = { ...known, diagnosticsOf: tests.diagnosticsOf, unopened: tests.unopened };
    const workspace = createWorkspaceReports((uri) => session.documents.byUri(uri) !== undefined);
    const watching = createWatching(connection, client);
    const told = createFound(connection, folders, session);
    let tellStatus = (): void => undefined;
    const updated = (): void => {
      watching.folders(session.readFolders());
      told.updated();
      tellStatus();
    };
    const reports: Reports = createReports({ connection, client, session, workspace, failures, updated });
    const images = createImages({ disk, folders, changed });
    const start = createStart({ client, folders, session, world, images, targets, failures, told, changed });
    const { ready } = start;
    const answers = createAnswers({ connection, session, failures, ready, yieldToMessages: world.yieldToMessages, changed });
    hearNotifications({ connection, client, folders, session, reports, workspace, failures, start, images });
    const requests: Requests = { connection, client, folders, session, reports, workspace, answers };
    answerRequests(requests);
    tellStatus = answerStatus(requests);
    answerRecognise({ connection, session, parser, failures, ready });
    answerFormatRequests(requests, parser);
    answerCompletionRequests(requests, failures);
    answerDocumentationRequests(requests, failures);
    answerPanelRequests(requests);
    answerEcho({ connection, client, session, world, answers });
    answerWatch({ connection, client, session, world, answers, targets });
    answerProbe({ connection, client, session, world, answers });
    const places = createTargetPlaces({ targets, folders, session, disk });
    answerNavigateRequests(requests, (document) => dumpLinks(document, { session, targets, places }));
    answerStructureRequests(requests, parser, failures);
    answerSemanticRequests(requests);
    const log = (text: string): void => {
      connection.console.info(text);
    };
    answerTargetRequests({ connection, failures, ready, run, targets, folders, tests, places, log, changed });
    return capabilities(client);
  });
  connection.listen();
}
