// Lint: strict typed rules, and the layer law of ARCHITECTURE.md.
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Each folder of server/src may import itself and the folders to its left. */
const layers = [
  'syntax',
  'reference',
  'query',
  'config',
  'validity',
  'handshake',
  'analysis',
  'knowledge',
  'rules',
  'features',
  'files',
  'project',
  'probe',
  'target',
  'echo',
  'watch',
  'lsp',
  'cli',
  'library',
];

/** Only these touch the disk, the process or the protocol. */
const shells = ['files', 'probe', 'target', 'echo', 'watch', 'lsp', 'cli', 'library'];

/** Beside each other: neither imports the other. */
const peers = ['lsp', 'cli'];

const tooHigh = (layer) =>
  layers.slice(layers.indexOf(layer) + 1).concat(peers.includes(layer) ? peers.filter((peer) => peer !== layer) : []);

const layerLaw = layers.map((layer) => ({
  files: [`server/src/${layer}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^(?:\\.\\./)+(?:(?:${tooHigh(layer).join('|')})/|(?:main|browser)\\.ts$)`,
            message: `${layer}/ may import only the folders to its left: see ARCHITECTURE.md.`,
          },
          { regex: '^(?:\\.\\./){2,}(?:\\.\\./)*(?:client|test|scripts)/', message: 'Shipped code imports shipped code only.' },
          ...(layer === 'lsp' ? [] : [{ regex: '^vscode', message: 'Only lsp/ and the entries speak the protocol.' }]),
          ...(layer === 'syntax' ? [] : [{ regex: '^web-tree-sitter', message: 'Only syntax/ knows the parser.' }]),
          ...(shells.includes(layer) ? [] : [{ regex: '^node:', message: 'The core does no I/O: it runs in a web worker too.' }]),
        ],
      },
    ],
    ...(shells.includes(layer)
      ? {}
      : {
          'no-restricted-globals': [
            'error',
            ...['process', 'Buffer', 'require', '__dirname', '__filename', 'console', 'setTimeout', 'setInterval', 'fetch'].map(
              (name) => ({
                name,
                message: 'The core does no I/O and knows no clock or environment.',
              }),
            ),
          ],
          'no-restricted-properties': [
            'error',
            { object: 'Date', property: 'now', message: 'The core knows no clock.' },
            { object: 'performance', property: 'now', message: 'The core knows no clock.' },
            { object: 'Math', property: 'random', message: 'The same input gives the same answer.' },
          ],
        }),
  },
}));

export default defineConfig(
  globalIgnores([
    'dist/',
    'docs/playground/',
    'docs/site/',
    'node_modules/',
    '.vscode-test/',
    '.cache/',
    'syntaxes/',
    '**/*.js',
    '**/*.mjs',
    '**/*.cjs',
  ]),
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          './tsconfig.json',
          './client/src/panel/page/tsconfig.json',
          './playground/page/tsconfig.json',
          './site/page/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'max-lines': ['error', { max: 300 }],
      // Spreading a string gives code points, which is what is meant where it is done.
      '@typescript-eslint/no-misused-spread': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['suite', 'test', 'describe', 'it'] }] },
      ],
    },
  },
  { files: ['**/*.d.ts'], rules: { 'no-restricted-exports': 'off' } },
  { files: ['**/*.data.ts'], rules: { 'max-lines': 'off' } },
  { files: ['server/src/rules/*/*.ts'], rules: { 'max-lines': ['error', { max: 80 }] } },
  layerLaw,
);
