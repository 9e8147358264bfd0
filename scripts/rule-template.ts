/** The texts that a new rule starts from. */

export function rule(id: string, name: string, since: string): string {
  return `/** Why nginx behaves this way, with the file and function of its source. */
import type { Rule } from '../../analysis/rule.ts';

export const ${name}: Rule = {
  id: '${id}',
  summary: 'What is wrong, in one line without a full stop',
  severity: 'error',
  fix: 'none',
  since: '${since}',
  nginx: {},
  references: ['https://nginx.org/en/docs/http/websocket.html'],

  *checkTarget(target, context) {
    // One finding for each mistake; nothing where something that decides cannot be seen.
  },
};
`;
}

export function cases(): string {
  return `# === names the mistake
server {
    location /ws/ {
        proxy_pass http://127.0.0.1:3000;
    }
}

# === accepts what is right
server {
    location /ws/ {
        proxy_pass http://127.0.0.1:3000;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection upgrade;
    }
}
`;
}

export function page(id: string): string {
  return `# ${id}

What is wrong, in one sentence.

<!-- facts -->
<!-- /facts -->

## What you see

The status code, the message of the browser or of the backend.

## Why it happens

## Before

\`\`\`nginx
\`\`\`

## After

\`\`\`nginx
\`\`\`

## When to ignore it

\`\`\`nginx
# nginx-handshake: ignore ${id} -- the reason
\`\`\`

## References
`;
}

/** Its import goes to its place in the alphabet, its entry to the end of the list. */
export function registered(text: string, path: string, name: string): string {
  const line = `import { ${name} } from './${path}.ts';\n`;
  const later = text.split(/(?<=\n)/).find((other) => (/ from '\.\/([^.]+)\.ts'/.exec(other)?.[1] ?? '') > path);
  const imported =
    later === undefined ? text.replace(/\nexport const rules/, `${line}\nexport const rules`) : text.replace(later, line + later);
  return imported.replace(/\n\];\n/, `\n  ${name},\n];\n`);
}
