/** Every directive in every context with several counts of arguments, as configurations that have nothing else in them. */
import { directive, directiveNames } from '../../../server/src/reference/directives.ts';

/** One directive at one place; `line` is where it stands, from 1. */
export interface Cell {
  readonly name: string;
  readonly context: string;
  readonly count: number;
  readonly config: string;
  readonly line: number;
}

/** The whole matrix, in the order of names. */
export function* cells(): Generator<Cell> {
  for (const name of directiveNames()) {
    const isBlock = directive(name).some(({ block }) => block);
    for (const [context, [before, behind]] of Object.entries(around)) {
      for (const count of counts) {
        const words = [name, ...values.slice(0, count)].join(' ');
        // Each as its kind is written; with the other ending too where the kind is asked for once.
        for (const end of count === 1 ? [' {}', ';'] : [isBlock ? ' {}' : ';']) {
          yield { name, context, count, config: `${before}${words}${end}\n${behind}`, line: before.split('\n').length };
        }
      }
    }
  }
}

const counts = [0, 1, 2, 3, 4, 9];
const values = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

const server = 'events {}\nhttp {\nserver {\nlisten 127.0.0.1:18080;\n';
const location = `${server}location /x {\n`;
const streamServer = 'events {}\nstream {\nserver {\nlisten 127.0.0.1:18081;\nreturn a;\n';
const mailServer = 'events {}\nmail {\nauth_http 127.0.0.1:18083/a;\nserver {\nlisten 127.0.0.1:18082;\nprotocol smtp;\n';

/** By the names that the documentation has for them. */
const around: Readonly<Record<string, readonly [before: string, behind: string]>> = {
  main: ['', 'events {}\n'],
  events: ['events {\n', '}\n'],
  http: ['events {}\nhttp {\n', '}\n'],
  server: [server, '}\n}\n'],
  location: [location, '}\n}\n}\n'],
  'if in server': [`${server}if ($host) {\n`, '}\n}\n}\n'],
  'if in location': [`${location}if ($host) {\n`, '}\n}\n}\n}\n'],
  limit_except: [`${location}limit_except GET {\n`, '}\n}\n}\n}\n'],
  upstream: ['events {}\nhttp {\nupstream u {\nserver 127.0.0.1:18084;\n', '}\n}\n'],
  map: ['events {}\nhttp {\nmap $host $m {\n', '}\n}\n'],
  types: ['events {}\nhttp {\ntypes {\n', '}\n}\n'],
  stream: ['events {}\nstream {\n', '}\n'],
  'stream server': [streamServer, '}\n}\n'],
  'stream upstream': ['events {}\nstream {\nupstream u {\nserver 127.0.0.1:18084;\n', '}\n}\n'],
  mail: ['events {}\nmail {\n', '}\n'],
  'mail server': [mailServer, '}\n}\n'],
};
