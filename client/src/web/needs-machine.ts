/** The commands that start a program, listen on a port or open a connection. In a browser no menu has them (`when` in package.json). */
import { startEchoCommand, stopEchoCommand } from '../../../protocol/echo.ts';
import { probeCommand, stopProbeCommand } from '../../../protocol/probe.ts';
import { startWatchCommand, stopWatchCommand } from '../../../protocol/watch.ts';

export const needMachine: readonly string[] = [
  ...[probeCommand, stopProbeCommand, startEchoCommand, stopEchoCommand, startWatchCommand, stopWatchCommand],
  ...['test', 'testAndReload', 'showEffective', 'chooseTarget'].map((name) => `nginxHandshake.${name}`),
];
