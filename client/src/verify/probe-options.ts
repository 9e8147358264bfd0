/** What a probe can be told besides its URL: asked for one at a time, and kept for the next one. */
import * as vscode from 'vscode';
import type { ProbeCommandArgument } from '../../../protocol/probe.ts';

/** `undefined` where somebody did not want to say it after all. */
export async function askOptions({ ask, ...asked }: ProbeCommandArgument): Promise<ProbeCommandArgument | undefined> {
  if (ask === undefined) return asked;
  if (ask === 'origin address') return origin.change(asked);
  const items = [...options, origin].map((it) => ({ label: it.label, description: it.now(asked), option: it }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Test this WebSocket with what?' });
  return picked?.option.change(asked);
}

interface Option {
  readonly label: string;
  /** What is told by now. */
  readonly now: (asked: ProbeCommandArgument) => string;
  readonly change: (asked: ProbeCommandArgument) => Promise<ProbeCommandArgument | undefined>;
}

const origin = typed({
  label: 'The same at the origin…',
  prompt: 'Address of the nginx behind what stands in front: 192.0.2.1, or 192.0.2.1:8080',
  value: ({ compare }) => compare ?? '',
  with: (text) => ({ compare: text === '' ? undefined : text }),
});

const options: readonly Option[] = [
  typed({
    label: 'Another Origin…',
    prompt: 'What a browser would send as Origin: https://example.com. Empty: that of the URL',
    value: (asked) => asked.origin ?? '',
    with: (text) => ({ origin: text === '' ? undefined : text }),
  }),
  list('A header…', 'Name: value, such as Authorization: Bearer …', 'headers'),
  list('A subprotocol…', 'Its name, such as graphql-transport-ws', 'subprotocols'),
  list('An address for a name…', 'HOST:PORT:ADDRESS, such as example.com:443:192.0.2.1', 'resolve'),
  {
    label: 'How long to hold it open…',
    now: ({ hold = 0 }) => (hold === 0 ? '' : `${hold} s`),
    async change(asked) {
      const text = await vscode.window.showInputBox({
        prompt: 'Seconds to hold the open connection in silence; 0 closes it at once',
        value: String(asked.hold ?? 70),
        validateInput: (it) => (/^\d{1,5}(?:\.\d+)?$/.test(it.trim()) ? undefined : 'A number of seconds'),
      });
      return text === undefined ? undefined : { ...asked, hold: Number(text) };
    },
  },
  ...(['websocket', 'socketio', 'signalr'] as const).map((protocol): Option => ({
    label: { websocket: 'As a browser’s WebSocket', socketio: 'As Socket.IO’s client', signalr: 'As SignalR’s client' }[protocol],
    now: (asked) => (asked.protocol === protocol ? '✓' : ''),
    change: (asked) => Promise.resolve({ ...asked, protocol }),
  })),
  {
    label: 'Any certificate',
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
      const text = await vscode.window.showInputBox({ title: label, prompt: `${prompt}. Empty: none` });
      if (text === undefined) return undefined;
      return { ...asked, [name]: text.trim() === '' ? [] : [...(asked[name] ?? []), text.trim()] };
    },
  };
}
