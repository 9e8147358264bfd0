/** What values of variables look like in a log, for those that always look alike: this tells where the next part begins. */

export interface Shape {
  readonly test: (value: string) => boolean;
  /** In characters. */
  readonly longest: number;
}

/** `undefined` for what may be anything. */
export function shapeOf(variable: string): Shape | undefined {
  return Object.hasOwn(shapes, variable) ? shapes[variable] : undefined;
}

function shape(pattern: RegExp, longest: number): Shape {
  return { test: (value) => pattern.test(value), longest };
}

const number = shape(/^\d+$/, 20);
const seconds = shape(/^\d+\.\d{3}$/, 20);
const address = shape(/^(?:[\da-f.:]+|unix:|-)$/i, 46);
/** Of each server that was tried: numbers, `-`, and what separates them. */
const tried = shape(/^[\d.]*-?(?:(?:, | : )(?:[\d.]+|-))*$/, 120);

const shapes: Readonly<Record<string, Shape>> = {
  status: shape(/^\d{3}$/, 3),
  time_local: shape(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}$/, 26),
  time_iso8601: shape(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/, 25),
  msec: seconds,
  request_time: seconds,
  request_length: number,
  bytes_sent: number,
  body_bytes_sent: number,
  connection: number,
  connection_requests: number,
  connection_time: seconds,
  pid: number,
  pipe: shape(/^[p.]$/, 1),
  remote_addr: address,
  realip_remote_addr: address,
  server_addr: address,
  remote_port: shape(/^\d*$/, 5),
  server_port: shape(/^\d*$/, 5),
  scheme: shape(/^https?$/, 5),
  https: shape(/^(?:on|-|)$/, 2),
  request_method: shape(/^(?:[A-Z_-]+|)$/, 40),
  request_id: shape(/^[\da-f]{32}$/, 32),
  server_protocol: shape(/^(?:HTTP\/\d\.\d|-|)$/, 8),
  upstream_status: tried,
  upstream_response_time: tried,
  upstream_connect_time: tried,
  upstream_header_time: tried,
  upstream_bytes_sent: tried,
  upstream_bytes_received: tried,
  upstream_response_length: tried,
};
