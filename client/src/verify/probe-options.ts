/** What a probe can be told besides its URL: asked for one at a time, and kept for the next one. */
import * as vscode from 'vscode';
import type { ProbeCommandArgument } from '../../../protocol/probe.ts';

/** `undefined` where somebody did not want to say it after all. */
export async function askOptions({ ask, ...asked }: ProbeCommandArgument): Promise<ProbeCommandArgument | undefined> {
  if (ask === undefined) return asked;
  if (ask === 'origin address') return origin.change(asked);
  const items = [...options, origin].map((it) => ({ label: it.label, description: it.now(asked), option: it }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Test this WebSocket with what?') });
  return picked?.option.change(asked);
}

interface Option {
  readonly label: string;
  /** What is told by now. */
  readonly now: (asked: ProbeCommandArgument) => string;
  readonly change: (asked: ProbeCommandArgument) => Promise<ProbeCommandArgument | undefined>;
}

const origin = typed({
  label: vscode.l10n.t('The same at the origin…'),
  prompt: vscode.l10n.t('Address of the nginx behind what stands in front: 192.0.2.1, or 192.0.2.1:8080'),
  value: ({ compare }) => compare ?? '',
  with: (text) => ({ compare: text === '' ? undefined : text }),
});

const options: readonly Option[] = [
  typed({
    label: vscode.l10n.t('Another Origin…'),
    prompt: vscode.l10n.t('What a browser would send as Origin: https://example.com. Empty: that of the URL'),
    value: (asked) => asked.origin ?? '',
    with: (text) => ({ origin: text === '' ? undefined : text }),
  }),
  list(vscode.l10n.t('A header…'), vscode.l10n.t('Name: value, such as Authorization: Bearer …'), 'headers'),
  list(vscode.l10n.t('A subprotocol…'), vscode.l10n.t('Its name, such as graphql-transport-ws'), 'subprotocols'),
  list(vscode.l10n.t('An address for a name…'), vscode.l10n.t('HOST:PORT:ADDRESS, such as example.com:443:192.0.2.1'), 'resolve'),
  {
    label: vscode.l10n.t('How long to hold it open…'),
    now: ({ hold = 0 }) => (hold === 0 ? '' : `${hold} s`),
    async change(asked) {
      const text = await vscode.window.showInputBox({
        prompt: vscode.l10n.t('Seconds to hold the open connection in silence; 0 closes it at once'),
        value: String(asked.hold ?? 70),
        validateInput: (it) => (/^\d{1,5}(?:\.\d+)?$/.test(it.trim()) ? undefined : vscode.l10n.t('A number of seconds')),
      });
      return text === undefined ? undefined : { ...asked, hold: Number(text) };
    },
  },
  ...(['websocket', 'socketio', 'signalr'] as const).map((protocol): Option => ({
    label: {
      websocket: vscode.l10n.t('As a browser’s WebSocket'),
      socketio: vscode.l10n.t('As Socket.IO’s client'),
      signalr: vscode.l10n.t('As SignalR’s client'),
    }[protocol],
    now: (asked) => (asked.protocol === protocol ? '✓' : ''),
    change: (asked) => Promise.resolve({ ...asked, protocol }),
  })),
  {
    label: vscode.l10n.t('Any certificate'),
    now: ({ insecure }) => (insecure === true ? '✓' : ''),
    change: (asked) => Promise.resolve({ ...asked, insecure: asked.insecure !== true }),
  },
];

interface Typed {
  readonly label: string;
  readonly prompt: string;
  readonly value: (asked: ProbeCommandArgument) => string;
  readonly with: (text: string) => Partial<ProbeCommandArgument>;
}

function typed({ label, prompt, value, with: change }: Typed): Option {
  return {
    label,
    now: value,
    async change(asked) {
      const text = await vscode.window.showInputBox({ title: label, prompt, value: value(asked) });
      return text === undefined ? undefined : { ...asked, ...change(text.trim()) };
    },
  };
}

/** One more is added to those that are told by now; an empty one takes them all away. */
function list(label: string, prompt: string, name: 'headers' | 'subprotocols' | 'resolve'): Option {
  return {
    label,
    now: (asked) => (asked[name] ?? []).join(', '),
    async change(asked) {
      const text = await vscode.window.showInputBox({ title: label, prompt: vscode.l10n.t('{0}. Empty: none', prompt) });
      if (text === undefined) return undefined;
      return { ...asked, [name]: text.trim() === '' ? [] : [...(asked[name] ?? []), text.trim()] };
    },
  };
}
