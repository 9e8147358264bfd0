/** The buttons under what a probe found: to ask again, in another way. */
import type { PanelAction } from '../../../protocol/panel.ts';
import { probeCommand, type ProbeCommandArgument, type ProbeParams } from '../../../protocol/probe.ts';
import type { Judgement } from '../probe/judgement.ts';
import type { Observation } from '../probe/model.ts';
import { protocolOf } from './probe-asked.ts';

export function probeActions(
  asked: ProbeParams,
  { failure, connected, answer }: Observation,
  { answeredBy, verdict }: Judgement,
): readonly PanelAction[] {
  const again = (title: string, more: Partial<ProbeCommandArgument>): PanelAction => {
    const argument: ProbeCommandArgument = { ...asked, ...more, sure: true };
    return { title, command: probeCommand, arguments: [argument] };
  };
  const isMute = connected && (asked.hold ?? 0) === 0;
  const isOdd =
    answeredBy.who === 'backend' && answer?.status === 400 && (asked.protocol ?? protocolOf(asked.url)) === 'websocket';
  const mayBeFronted = verdict !== 'connected' || answeredBy.front !== undefined;
  return [
    again('Test again', {}),
    ...(isMute ? [again(`Hold it open for ${beyondDefault} s`, { hold: beyondDefault })] : []),
    ...(failure?.step === 'tls' && asked.insecure !== true ? [again('Test again with any certificate', { insecure: true })] : []),
    ...(isOdd
      ? [again('As Socket.IO’s client', { protocol: 'socketio' }), again('As SignalR’s client', { protocol: 'signalr' })]
      : []),
    ...(mayBeFronted && asked.compare === undefined ? [again('Compare with the origin…', { ask: 'origin address' })] : []),
    again('Test with…', { ask: 'options' }),
  ];
}

/** In seconds: longer than `proxy_read_timeout` where nothing sets it. */
const beyondDefault = 70;
