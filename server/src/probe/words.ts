/** What somebody writes to say how a probe asks: headers, subprotocols, addresses. What is wrong is said without naming the option. */
import { readIp } from '../handshake/text/address.ts';
import type { Endpoint } from './endpoint.ts';
import type { Header, Resolution } from './model.ts';

export interface Problem {
  readonly problem: string;
}

/** `Name: value`. */
export function readHeader(text: string): Header | Problem {
  const [, name = '', value = ''] = /^([^:]*):[ \t]*(.*)$/s.exec(text) ?? [];
  if (!token.test(name)) return { problem: `${text} is not NAME: VALUE` };
  if (/[^\t\u0020-\u007e\u0080-\u00ff]/.test(value))
    return { problem: `the value of ${name} has characters that a header cannot have` };
  return { name, value };
}

export function readSubprotocol(text: string): { readonly name: string } | Problem {
  return token.test(text) ? { name: text } : { problem: `${text} is no name of a subprotocol` };
}

/** `HOST:PORT:ADDRESS`, as curl has it. */
export function readResolution(text: string): Resolution | Problem {
  const [, host = '', port = '', address = ''] = /^([^:]+|\[[^\]]+\]):(\d+):(.+)$/.exec(text) ?? [];
  const there = bare(address);
  if (host === '' || !isAddress(there) || !isPort(Number(port))) return { problem: `${text} is not HOST:PORT:ADDRESS` };
  return { host: bare(host), port: Number(port), address: there };
}

/** `ADDRESS[:PORT]` instead of where the name of the endpoint leads. */
export function readAddress(text: string, { host, port }: Endpoint): Resolution | Problem {
  const [, bracketed, plain = '', portThere] = /^(?:\[([^\]]+)\]|([^:]+|[0-9a-f:.]+?))(?::(\d+))?$/i.exec(text) ?? [];
  const address = !isAddress(text) ? (bracketed ?? plain) : text;
  const there = !isAddress(text) && portThere !== undefined ? Number(portThere) : undefined;
  if (!isAddress(address) || (there !== undefined && !isPort(there)))
    return { problem: `${text} is no address such as 192.0.2.1 or 192.0.2.1:8080` };
  return { host, port, address, portThere: there };
}

const token = /^[!#$%&'*+\-.^_`|~\w]+$/;

function isAddress(text: string): boolean {
  return !text.startsWith('[') && readIp(text) !== undefined;
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port > 0 && port < 65536;
}
