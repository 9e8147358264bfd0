/** What an arrived request tells of its client, by the lines of the configuration that pass it on: its address, its X-Forwarded-For. */
import type { ClientRequest, SentHeader, UpstreamRequest } from '../handshake/model.ts';

export interface Told {
  readonly request: ClientRequest;
  readonly remoteAddress: string;
}

/** The request as the client must have sent it, and from where; `undefined` where nothing tells more than was supposed. */
export function supposedFrom(arrived: ClientRequest, { headers }: UpstreamRequest, request: ClientRequest): Told | undefined {
  const valueOf = ({ name }: SentHeader): string | undefined =>
    arrived.headers.find((it) => it.name.toLowerCase() === name.toLowerCase())?.value;
  const address = headers.find((it) => wordOf(it) === '$remote_addr');
  const list = headers.find((it) => wordOf(it) === '$proxy_add_x_forwarded_for');
  const addresses = list === undefined ? undefined : valueOf(list)?.split(', ');
  const remoteAddress = (address === undefined ? undefined : valueOf(address)) ?? addresses?.at(-1);
  if (remoteAddress === undefined) return undefined;
  const before = addresses?.slice(0, -1).join(', ');
  const others = request.headers.filter(({ name }) => before === undefined || name.toLowerCase() !== 'x-forwarded-for');
  const sent = before === undefined || before === '' ? [] : [{ name: 'X-Forwarded-For', value: before }];
  return { request: { ...request, headers: [...others, ...sent] }, remoteAddress };
}

/** The value as the configuration writes it. */
function wordOf({ from }: SentHeader): string | undefined {
  return from.kind === 'set' ? from.at.directive.args[1]?.text : undefined;
}
