/** Requests that a server of the stream block takes: the bytes go through as they are (ngx_stream_proxy_module). */
import type { Config, Placed } from '../../config/model.ts';
import { splitPort } from '../text/address.ts';
import { wholeOf } from '../../config/anchor.ts';
import { renderHead } from '../upstream/head.ts';
import type { ClientRequest, Connection, UpstreamRequest, Verdict } from '../model.ts';
import { headerValue } from '../request/headers.ts';
import { receivedRemarks } from './received.ts';
import { depends, fails, type Remark } from './remark.ts';
import { verdictOf } from './verdict.ts';

export interface StreamAnswer {
  readonly verdict: Verdict;
  readonly upstream: UpstreamRequest;
  /** `undefined` when a PROXY line with ports that nobody knows comes before it. */
  readonly head: string | undefined;
  readonly pass: Placed;
}

/** `undefined` when no stream server with a `proxy_pass` listens on the port. */
export function throughStream(config: Config, request: ClientRequest, connection: Connection): StreamAnswer | undefined {
  const stream = config.context === 'stream' ? config.directives : blockOf(config.directives, 'stream');
  const servers = stream.filter(({ directive, block }) => directive.name.text === 'server' && block !== undefined);
  const server = servers.find(({ block }) => block?.some((it) => listens(it, connection)));
  const pass = server?.block?.find(({ directive }) => directive.name.text === 'proxy_pass');
  if (server?.block === undefined || pass === undefined) return undefined;
  const upstream = asSent(request, pass, isSwitchedOn([server.block, stream], 'proxy_ssl'));
  const asked = headerValue(request, 'upgrade') !== undefined;
  const remarks = asked
    ? receivedRemarks(upstream, request)
    : [fails('The client does not ask to switch protocols: it sends no Upgrade')];
  const verdict = verdictOf([...remarks, ...streamRemarks(server.block, stream, connection)], upstream);
  const head = isSwitchedOn([server.block, stream], 'proxy_protocol') ? undefined : renderHead(upstream);
  return { verdict, upstream, head, pass };
}

function streamRemarks(server: readonly Placed[], stream: readonly Placed[], connection: Connection): readonly Remark[] {
  const listen = server.find((it) => listens(it, connection));
  const ssl = listen?.directive.args.some(({ text }) => text === 'ssl') === true;
  const out: Remark[] = [];
  if (listen !== undefined && ssl && !connection.tls) {
    out.push(fails('The port expects TLS, and the client speaks plain HTTP', [wholeOf(listen)]));
  }
  if (listen?.directive.args.some(({ text }) => text === 'proxy_protocol') === true) {
    out.push(fails('The port expects a PROXY line before the request', [wholeOf(listen)]));
  }
  const line = server.find(({ directive }) => directive.name.text === 'proxy_protocol');
  if (line !== undefined && isSwitchedOn([server, stream], 'proxy_protocol')) {
    out.push(depends('The backend receives a PROXY line before the request: few servers expect it', [wholeOf(line)]));
  }
  return out;
}

function asSent(request: ClientRequest, pass: Placed, tls: boolean): UpstreamRequest {
  return {
    pass,
    kind: 'proxy',
    method: request.method,
    uri: request.target,
    httpVersion: request.httpVersion === '1.0' ? '1.0' : '1.1',
    httpVersionFrom: { kind: 'client' },
    address: pass.directive.args[0]?.text ?? '',
    tls,
    headers: request.headers.map((header) => ({ ...header, from: { kind: 'client' }, through: [] })),
    dropped: [],
  };
}

function listens({ directive }: Placed, { port, tls }: Connection): boolean {
  const address = directive.args[0]?.text;
  if (directive.name.text !== 'listen' || address === undefined || directive.args.some(({ text }) => text === 'udp'))
    return false;
  const text = /^\d+$/.test(address) ? address : splitPort(address).port;
  return text !== undefined && Number(text) === (port ?? (tls ? 443 : 80));
}

function isSwitchedOn(blocks: readonly (readonly Placed[])[], name: string): boolean {
  for (const block of blocks) {
    const found = block.findLast(({ directive }) => directive.name.text === name);
    if (found !== undefined) return found.directive.args[0]?.text.toLowerCase() === 'on';
  }
  return false;
}

function blockOf(directives: readonly Placed[], name: string): readonly Placed[] {
  return directives.find(({ directive, block }) => directive.name.text === name && block !== undefined)?.block ?? [];
}
