/** Where a literal `Connection: upgrade` goes out with requests that open no WebSocket. */
import type { Location, Placed } from '../../config/model.ts';

/** Does a header line give the bare word, whatever the request is? */
export function saysUpgrade({ directive: { args } }: Placed): boolean {
  const value = args[1]?.text;
  return value?.length === 7 && value.toLowerCase() === 'upgrade';
}

/** Certainly more than handshakes: all of a site or an API, and transports that begin with polling. */
export function servesPlainRequests({ modifier, path }: Location): boolean {
  if (modifier === '@') return !/ws|socket/i.test(path);
  return (modifier === '' || modifier === '^~') && shared.test(path);
}

const shared = /^\/(?:api(?:\/v\d+)?|(?:[\w.-]+\/)*(?:socket\.io|engine\.io|sockjs|sockjs-node))?\/?$/;
