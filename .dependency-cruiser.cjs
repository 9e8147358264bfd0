/** What imports may not do beside the layer law of eslint.config.js: go in circles (types too), or from a room back up. */
const rooms = ['text', 'request', 'values', 'routing', 'upstream', 'verdict'];

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    ...rooms.slice(0, -1).map((room, index) => ({
      name: `handshake-${room}`,
      comment: `handshake/: ${rooms.join(' <- ')}`,
      severity: 'error',
      from: { path: `^server/src/handshake/${room}/` },
      to: {
        path: `^server/src/handshake/(${[...rooms.slice(index + 1), '(simulate|hop|leak|attempt|sample)\\.ts$'].join('|')})`,
      },
    })),
    {
      name: 'client-and-server',
      comment: 'The two sides share protocol/ only.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/' },
    },
    {
      name: 'playground-page',
      comment: 'The page asks the server in its worker, as an editor does: it brings no second core.',
      severity: 'error',
      from: { path: '^playground/page/' },
      to: { path: '^(server/src/(?!project/dump\\.ts$)|client/src/(?!panel/page/))' },
    },
    {
      name: 'playground-alone',
      comment: 'Nothing is built on the page to paste into.',
      severity: 'error',
      from: { path: '^(client|protocol|server)/' },
      to: { path: '^playground/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
