/** The texts of `--help`: of all commands, and of each. */
import { oldestSupported } from '../reference/releases.ts';
import { formatVersion, newestStable } from '../reference/version.ts';

const commands = {
  check: `  nginx-handshake check [options] (FILE | FOLDER | -)…   what is wrong, and where`,
  simulate: `  nginx-handshake simulate [options] (FILE | FOLDER | -) what the backend would receive`,
  probe: `  nginx-handshake probe [options] URL                    what a real client gets there, and from whom`,
  echo: `  nginx-handshake echo [options]                         a backend that shows what reaches it`,
  format: `  nginx-handshake format [--check] (FILE… | -)           lays files out: blanks and line breaks, nothing else`,
  lsp: `  nginx-handshake lsp --stdio                            the language server, for editors`,
  explain: `  nginx-handshake explain RULE                           why a rule reports, and what to do`,
} as const;

export type Command = keyof typeof commands;

/** Is it the name of a command? */
export function isCommand(name: string | undefined): name is Command {
  return name !== undefined && Object.hasOwn(commands, name);
}

const version = `  --nginx-version V                the nginx that runs it: 1.28.0, openresty/1.27.1.2, freenginx/1.29.7, angie/1.11.0,
                                   tengine/3.1.0, or auto, the default: what the installed nginx says, else the tag of an
                                   image in a Dockerfile or compose file there (FROM nginx:1.25-alpine), else all from
                                   ${formatVersion(oldestSupported)}, the oldest that a supported distribution ships, to ${formatVersion(newestStable)}, the newest stable
                                   one known: check tells what fails in some of them with the versions that it is true
                                   for, simulate shows the worse end and what the other one does`;
const files = `  --prefix DIR                     the folder that relative includes count from (default: the main file's)
  --map FROM=TO                    reads includes below FROM in the folder TO; may be repeated`;
const context = `  --context http,server            what surrounds the files: the last word is the block that includes them`;
const directive = `  --directive NAME[{}][:PLACE,…]   a module brings this directive, in these places if they are said (http, server,
                                   location, if, upstream, stream server, …), {} for a block; may be repeated`;

interface Part {
  readonly of: readonly Command[];
  readonly text: string;
}

const parts: readonly Part[] = [
  {
    of: ['check'],
    text: `What check reports:
  FILE     what it and its includes hold; where a main file beside or above it includes it, it is read there, and
           only what it holds itself is reported. A pattern such as "conf.d/*.conf" stands for the files that match
  FOLDER   the same of all main files in it, and of configurations in it that none of these includes
  -        the same of standard input, as a file of the working folder`,
  },
  {
    of: ['simulate'],
    text: `What simulate reads: one main file, or a file that one includes; of a FOLDER its main file, if there is one alone.`,
  },
  {
    of: ['check', 'simulate'],
    text: `A FILE, or standard input, that is the output of nginx -T is told apart by its lines "# configuration file …:". What is
said of it is at the files and lines that it names; no other file is read, it stands by itself, and --context, --prefix
and --map are not needed.`,
  },
  {
    of: ['check'],
    text: `Options of check:
  --format text|json|sarif|github|gitlab
                                   text is for people, github for annotations in a workflow (the worst ten of each level, as
                                   many as it shows; the rest as text), gitlab is its code quality report
  --report FORMAT=FILE             the same report in this form too, to a file; may be repeated
  --baseline FILE                  what stands in it is known: it is no part of the report, and does not fail. Says how many
                                   these are, and which are gone; what got more severe is new
  --write-baseline FILE            writes all that is found to it as known, and ends with 0
  --only-nginx                     of the files named, those that are no nginx by name and text are left out: for hooks that
                                   name every changed file
  --relative-to DIR                what paths in sarif, github and gitlab count from (default: the checkout, where CI says it,
                                   such as GITHUB_WORKSPACE or CI_PROJECT_DIR, else the working folder)
  --fix                            writes the fixes that are safe, but those of hints, into what was named and into
                                   no other file, all files or none, and reports what is left
  --expect URL                     a WebSocket to it must get through, such as wss://example.com/ws: an error where it does
                                   not; may be repeated
  --compare 1.28.0,1.31.3          instead: what breaks, and what else changes, when the second nginx runs it in place of the
                                   first (openresty/1.25.3.1,openresty/1.27.1.2 and other flavours too); as text or json`,
  },
  {
    of: ['simulate'],
    text: `Options of simulate:
  --request FILE                   a raw request head, as the client sends it
  --url URL                        instead: a browser's WebSocket to ws://host/path (default: ws://app.example.com/)
  --client chrome|firefox|plain    which browser; plain is an ordinary GET
  --port N  --tls                  the port that the request came to, and whether through TLS
  --http2                          the client speaks HTTP/2 where the server does
  --remote-addr ADDRESS            the client's address (default: 127.0.0.1)
  --format text|json`,
  },
  { of: ['check', 'simulate'], text: ['Options of check and simulate:', version, files, context, directive].join('\n') },
  {
    of: ['probe'],
    text: `Options of probe:
  --header 'NAME: VALUE'           sent besides; may be repeated
  --origin ORIGIN                  instead of the URL's own
  --subprotocol NAME               asked for; may be repeated
  --socketio | --signalr           asks as Socket.IO's or SignalR's client does
  --resolve HOST:PORT:ADDRESS      where HOST is, instead of what its name says
  --insecure                       takes any certificate
  --hold SECONDS                   keeps it open in silence, and says who ends it when
  --timeout SECONDS                how long any step may take (default: 10)
  --compare ADDRESS[:PORT]         asks the origin too, with the same name: does what stands in front lose the handshake?
  --config FILE                    sets what came back beside what this configuration makes of the URL; --nginx-version, --prefix
                                   and --map as above
  --format text|json`,
  },
  {
    of: ['echo'],
    text: `Options of echo, which listens on this machine only, until Ctrl-C:
  --port N                         where (default: 3000; 0: any free one)
  --status N                       every handshake gets this status, such as 401 or 404, and does not open
  --close SECONDS                  each WebSocket is closed so long after it opened
  --strict                         what RFC 6455 does not allow is refused, also where most backends forgive it
  --origin ORIGIN                  only handshakes with this Origin open, all others get 403
  --config FILE                    says of each request whether this configuration sends it as it came, and which lines
                                   differ if not; --nginx-version, --prefix, --map and --directive as above`,
  },
  {
    of: ['format'],
    text: `Options of format:
  --check                          writes nothing, and names the files that are not laid out
  --indent auto|tab|N              what a level is indented by: as the file has it (four blanks where that does not say), tabs,
                                   or N blanks
  --align-values                   first arguments of directives that follow each other stand below each other`,
  },
];

const exits: readonly Part[] = [
  {
    of: ['check'],
    text: `Exit code of check: 0 nothing at warning or above; 1 something, or, with --fix, nginx refuses what is left;
2 bad usage, or a failure of ours; or a file that cannot be read, an empty folder, a pattern that nothing matches:
these are told on standard error, and the rest is reported all the same.`,
  },
  {
    of: ['check'],
    text: `Exit code of check --compare: 0 nothing breaks in the second nginx; 1 something does; 2 as above.`,
  },
  {
    of: ['probe'],
    text: `Exit code of probe: 0 connected (as long as --hold says); 1 not; 2 bad usage.`,
  },
  {
    of: ['echo'],
    text: `Exit code of echo: 0 ended by Ctrl-C; 2 bad usage, or the port is in use.`,
  },
  {
    of: ['format'],
    text: `Exit code of format: 0 done; with --check 1 where a file is not laid out; 2 bad usage, or a file that cannot be read or written.`,
  },
  {
    of: ['simulate'],
    text: `Exit code of simulate: 0 whatever the verdict, 2 bad usage or unreadable input.`,
  },
];

/** What `--config` brings along; before what is said of it. */
const withConfig: Partial<Readonly<Record<Command, string>>> = {
  probe: ['Where --config FILE is said:', version, files].join('\n'),
  echo: ['Where --config FILE is said:', version, files, directive].join('\n'),
};

/** Of all commands. */
export const usage = textOf(
  `nginx-handshake: finds, explains and fixes broken WebSocket handshakes in nginx configurations`,
  [
    'Usage:',
    ...Object.values(commands),
    '  nginx-handshake [COMMAND] --help                       this text, or the part of one command',
    '  nginx-handshake --version',
  ].join('\n'),
  ...parts.map(({ text }) => text),
  exits.map(({ text }) => text).join('\n'),
);

/** Of one command alone. */
export function usageOf(command: Command): string {
  const isOf = ({ of }: Part): boolean => of.includes(command);
  const ends = exits.filter(isOf).map(({ text }) => text);
  return textOf(
    `Usage:\n${commands[command]}`,
    withConfig[command] ?? '',
    ...parts.filter(isOf).map(({ text }) => text),
    ends.join('\n'),
    'Of all commands: nginx-handshake --help',
  );
}

function textOf(...paragraphs: readonly string[]): string {
  return `${paragraphs.filter((it) => it !== '').join('\n\n')}\n`;
}
