/** How long the parts take by themselves, in this process. */
import { createAnalyzer, defaultOptions } from '../../server/src/analysis/analyze.ts';
import { build as buildOn, buildConfig, type Built } from '../../server/src/config/build.ts';
import type { Workspace } from '../../server/src/config/workspace.ts';
import { noDisk } from '../../server/src/files/disk.ts';
import { createFiles, type Files } from '../../server/src/files/files.ts';
import { browserRequest } from '../../server/src/handshake/request/request.ts';
import { simulate } from '../../server/src/handshake/simulate.ts';
import { newestStable } from '../../server/src/reference/version.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Parser } from '../../server/src/syntax/tree.ts';
import { measure, type Times } from './measure.ts';
import { linesOf, type Shape } from './shape.ts';

export interface CoreTimes {
  readonly lines: number;
  readonly parse: Times;
  readonly parseAgain: Times;
  readonly build: Times;
  readonly buildAgain: Times;
  readonly simulate: Times;
  readonly check: Times;
  readonly checkAgain: Times;
}

const options = { ...defaultOptions, nginx: newestStable };

/** `again` is after one key in the middle of the file, with what was kept from before. */
export function measureCore(shape: Shape, parser: Parser): CoreTimes {
  const { files, typedIn: main } = shape;
  const path = `/${main}`;
  const text = files.get(main) ?? '';
  const opened = (): Files => {
    const workspace = createFiles(parser, noDisk);
    for (const [name, content] of files) workspace.cover(`/${name}`, content);
    for (const name of files.keys()) workspace.open(`/${name}`);
    return workspace;
  };
  const typing = (world: Files, work: (workspace: Workspace) => unknown): Times => typed(world, path, text, shape.typed, work);

  const workspace = opened();
  const config = buildConfig(workspace, path);
  const request = browserRequest('chrome', 'wss://app0.example.com/ws/prices');
  const connection = { port: 443, tls: true, remoteAddress: '127.0.0.1' };
  let built: Built | undefined;
  const analyze = createAnalyzer(rules);
  return {
    lines: linesOf(shape),
    parse: measure(() => parser.parse(text)),
    parseAgain: typing(opened(), () => undefined),
    build: measure(() => buildConfig(workspace, path)),
    buildAgain: typing(opened(), (world) => (built = buildOn(world, path, {}, built))),
    simulate: measure(() => simulate(config, request, connection, { nginx: newestStable, workspace })),
    check: measure(() => createAnalyzer(rules)(workspace, path, options)),
    checkAgain: typing(opened(), (world) => analyze(world, path, options)),
  };
}

/** Parsing a key and the work after it. */
function typed(files: Files, path: string, text: string, behind: string, work: (workspace: Workspace) => unknown): Times {
  work(files);
  const at = text.indexOf(behind, text.length / 2) + behind.length - 1;
  const longer = `${text.slice(0, at)}0${text.slice(at)}`;
  return measure((round) => {
    const key = round % 2 === 0 ? { start: at, end: at, newText: '0' } : { start: at, end: at + 1, newText: '' };
    files.edit(path, round % 2 === 0 ? longer : text, [key]);
    files.open(path);
    work(files);
  });
}
