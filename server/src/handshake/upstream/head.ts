/** The request head byte for byte, as nginx writes it to the upstream. */
import { isUnknown } from '../values/exchange.ts';
import { trimOf } from '../text/trim.ts';
import type { HeaderLine, SentHeader, UpstreamRequest } from '../model.ts';

/**
 * CRLF as LF, without the empty line at the end; `undefined` when a part is unknown, or the protocol has no head.
 * Of uwsgi, SCGI and FastCGI the parameters, one `NAME=value` a line: of lines of the configuration that set the same the last one, which the gateway ends up with; of HTTP/2, whose
 * head is binary, the preface, and the header block unless it has fields that HTTP/2 forbids (RFC 9113 §8.2.2).
 */
export function renderHead(upstream: UpstreamRequest): string | undefined {
  switch (upstream.kind) {
    case 'proxy':
      return isUnknown(upstream.httpVersion) ? undefined : upstream.httpVersion === '2' ? http2(upstream) : http1(upstream);
    case 'uwsgi':
    case 'scgi':
    case 'fastcgi':
      return parameters(upstream);
    case 'grpc':
      return preface;
    case 'memcached':
    case 'tunnel':
      return undefined;
  }
}

/** The header lines as text; `undefined` when one of them is unknown. */
export function headerLines(headers: readonly SentHeader[]): readonly HeaderLine[] | undefined {
  const out: HeaderLine[] = [];
  for (const { name, value } of headers) {
    if (isUnknown(value)) return undefined;
    out.push({ name, value });
  }
  return out;
}

/** Name and value of the lines as a receiver reads them: the name ends at the first colon, the value with its line. */
export function receivedLines(upstream: UpstreamRequest): readonly SentHeader[] {
  return upstream.headers.flatMap((header): readonly SentHeader[] => {
    const { name, value } = header;
    const text = isUnknown(value) ? '' : value;
    if (isUnknown(value) || (!name.includes(':') && !text.includes('\n'))) return [header];
    return `${name}: ${text}`.split(/\r?\n/).map((line): SentHeader => {
      const colon = line.indexOf(':');
      return colon < 0
        ? { ...header, name: line, value: '' }
        : { ...header, name: line.slice(0, colon), value: trimOf(line.slice(colon + 1), ' ') };
    });
  });
}

function http1({ method, uri, httpVersion, headers }: UpstreamRequest): string | undefined {
  const lines = headerLines(headers);
  if (isUnknown(method) || isUnknown(uri) || lines === undefined || isUnknown(httpVersion)) return undefined;
  return `${method} ${uri} HTTP/${httpVersion}\n${lines.map(({ name, value }) => `${name}: ${value}\n`).join('')}`;
}

function parameters({ kind, headers }: UpstreamRequest): string | undefined {
  const lines = headerLines(headers);
  if (lines === undefined) return undefined;
  const sentBy = (client: boolean): readonly HeaderLine[] =>
    lines.filter((_, index) => (headers[index]?.from.kind === 'client') === client);
  const last = new Map(sentBy(false).map(({ name, value }) => [name, value]));
  const all = [...last, ...sentBy(true).map(({ name, value }) => [name, value] as const)];
  return `[${kind} params]\n${all.map(([name, value]) => `${name}=${value}`).join('\n')}\n`;
}

const preface = '[HTTP/2 preface] PRI * HTTP/2.0';

const forbidden = new Set(['connection', 'upgrade', 'transfer-encoding', 'keep-alive', 'proxy-connection']);

function http2({ method, uri, tls, headers }: UpstreamRequest): string | undefined {
  const lines = headerLines(headers);
  if (isUnknown(method) || isUnknown(uri) || lines === undefined) return undefined;
  if (lines.some(({ name }) => forbidden.has(name.toLowerCase()))) return preface;
  const authority = lines.find(({ name }) => name.toLowerCase() === 'host')?.value ?? '';
  const fields = [
    [':method', method],
    [':scheme', tls ? 'https' : 'http'],
    [':path', uri],
    [':authority', authority],
    ...lines.filter(({ name }) => name.toLowerCase() !== 'host').map(({ name, value }) => [name.toLowerCase(), value]),
  ];
  return `${preface}\n-- next request --\n[HTTP/2 HEADERS]\n${fields.map(([name, value]) => `${name}: ${value}\n`).join('')}`;
}
