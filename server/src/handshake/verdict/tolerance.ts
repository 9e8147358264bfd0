/** What WebSocket servers make of requests that are not quite right: observed, server by server, without nginx in between. */

export type Shape =
  | 'HTTP/1.0'
  | 'some Connection lines without upgrade'
  | 'several Upgrade lines'
  | 'more than websocket in Upgrade'
  | 'no Host'
  | 'several Host lines'
  | 'a request body'
  | 'Transfer-Encoding'
  | 'Sec-WebSocket-Version 8';

interface Tolerance {
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

/** Who was seen to accept and to refuse; what nobody was asked about follows from RFC 9112 and says no names. */
export const tolerances: Readonly<Record<Shape, Tolerance>> = {
  'HTTP/1.0': {
    accepted: [
      'ws',
      'Socket.IO',
      'websocket (npm)',
      'Bun',
      'aiohttp',
      'Tornado',
      'uvicorn',
      'daphne',
      'gorilla/websocket',
      'faye-websocket',
    ],
    refused: ['Python websockets', 'hypercorn'],
  },
  'some Connection lines without upgrade': {
    accepted: ['ws', 'Socket.IO', 'Bun', 'Tornado', 'uvicorn', 'gorilla/websocket'],
    refused: ['aiohttp'],
  },
  'several Upgrade lines': {
    accepted: ['websocket (npm)', 'Bun', 'aiohttp', 'daphne', 'hypercorn', 'gorilla/websocket'],
    refused: ['ws', 'Socket.IO', 'Python websockets', 'Tornado', 'uvicorn', 'faye-websocket'],
  },
  'more than websocket in Upgrade': { accepted: [], refused: ['ws'] },
  'no Host': {
    accepted: ['ws', 'Socket.IO', 'Python websockets', 'aiohttp'],
    refused: ['websocket (npm)', 'Bun', 'Tornado', 'uvicorn', 'daphne', 'hypercorn', 'gorilla/websocket', 'faye-websocket'],
  },
  'several Host lines': {
    accepted: ['ws', 'Python websockets', 'daphne'],
    refused: ['aiohttp', 'Tornado', 'uvicorn', 'hypercorn', 'gorilla/websocket'],
  },
  'a request body': { accepted: ['ws'], refused: [] },
  'Transfer-Encoding': { accepted: ['ws'], refused: [] },
  'Sec-WebSocket-Version 8': { accepted: ['ws'], refused: [] },
};

/** `ws and Socket.IO refuse it, Bun and aiohttp accept it`; without names where nobody is known to refuse. */
export function whoRefuses(shape: Shape): string {
  const { accepted, refused } = tolerances[shape];
  if (refused.length === 0)
    return `strict servers refuse it${accepted.length === 0 ? '' : `, ${list(accepted)} ${accepted.length === 1 ? 'accepts' : 'accept'} it`}`;
  const others = accepted.length === 0 ? '' : `, ${list(accepted.slice(0, 4))} accept it`;
  return `${list(refused)} ${refused.length === 1 ? 'refuses' : 'refuse'} it${others}`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
