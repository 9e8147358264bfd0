/** The texts of `--help`. */
export const usage = `nginx-handshake: finds, explains and fixes broken WebSocket handshakes in nginx configurations

Usage:
  nginx-handshake check [options] FILE…      what is wrong, and where; a folder stands for its main files
  nginx-handshake simulate [options] FILE    what the backend would receive
  nginx-handshake explain RULE               why a rule reports, and what to do
  nginx-handshake --version | --help

Options of check:
  --format text|json|sarif|github  text is for people, github for annotations in a workflow
  --fix                            applies the fixes that are safe, and reports what is left
  --context http,server            what surrounds the file: the last word is the block that includes it

Options of simulate:
  --request FILE                   a raw request head, as the client sends it
  --url URL                        instead: a browser's WebSocket to ws://host/path (default: ws://app.example.com/)
  --client chrome|firefox|plain    which browser; plain is an ordinary GET
  --port N  --tls                  the port that the request came to, and whether through TLS
  --remote-addr ADDRESS            the client's address (default: 127.0.0.1)
  --format text|json

Options of both:
  --nginx-version X.Y.Z            the nginx that runs it (default: the newest stable release known)
  --prefix DIR                     the folder that relative includes count from (default: the file's)
  --map FROM=TO                    reads includes below FROM in the folder TO; may be repeated

Exit code of check: 0 nothing at warning or above, 1 something, 2 bad usage or unreadable input, or a failure of ours.
Exit code of simulate: 0 whatever the verdict, 2 bad usage or unreadable input.
`;
