/** The setting `nginxHandshake.target`: which target it means, or what is wrong with it. */
import { localNginx, shown, type Target, type TargetKind } from './model.ts';

/** What cannot be used, in words behind `nginxHandshake.target`, without a full stop. */
export interface NoTarget {
  readonly complaint: string;
}

/**
 * What the setting says; `undefined` where it says nothing. `folder` is the workspace folder, from which compose files count.
 * Anything may be in it: what is wrong is said in the first complaint.
 */
export function readTarget(raw: unknown, folder?: string): Target | NoTarget | undefined {
  if (raw === undefined || raw === null || raw === '') return undefined;
  if (typeof raw !== 'object' || Array.isArray(raw))
    return { complaint: `an object such as { "kind": "docker", "container": "web" }, not \`${JSON.stringify(raw)}\`` };
  const fields = raw as Fields;
  if (Object.keys(fields).length === 0) return undefined;
  const kind = fields['kind'];
  const form = typeof kind === 'string' && Object.hasOwn(forms, kind) ? forms[kind as TargetKind] : undefined;
  if (form === undefined) return { complaint: `\`kind\` is one of ${Object.keys(forms).join(', ')}` };
  const complaint = complaintAbout(fields, kind as TargetKind, form);
  return complaint === undefined ? form.make(fields, folder) : { complaint };
}

export function isTarget(read: Target | NoTarget | undefined): read is Target {
  return read !== undefined && !('complaint' in read);
}

type Fields = Readonly<Record<string, unknown>>;

interface Form {
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  readonly make: (fields: Fields, folder: string | undefined) => Target;
}

const forms: Readonly<Record<TargetKind, Form>> = {
  local: {
    needs: [],
    takes: ['path', 'sudo', 'configuration', 'prefix'],
    make: (fields) => withStart(localNginx(text(fields, 'path') ?? 'nginx', rightsOf(fields)), fields),
  },
  docker: container('docker'),
  podman: container('podman'),
  compose: {
    needs: ['service'],
    takes: ['file', 'path', 'configuration', 'prefix'],
    make(fields, folder) {
      const service = text(fields, 'service') ?? '';
      const file = text(fields, 'file');
      const compose = ['docker', 'compose', ...(file === undefined ? [] : ['-f', file])];
      return withStart(
        {
          ...localNginx(text(fields, 'path') ?? 'nginx', []),
          kind: 'compose',
          reach: [...compose, 'exec', '-T', service],
          find: [...compose, 'ps', '--quiet', service],
          logs: [...compose, 'logs', '--follow', '--no-log-prefix', '--tail', '0', service],
          folder,
          words: `compose service ${service}`,
        },
        fields,
      );
    },
  },
  ssh: {
    needs: ['host'],
    takes: ['path', 'sudo', 'configuration', 'prefix'],
    make(fields) {
      const host = text(fields, 'host') ?? '';
      return withStart(
        {
          ...localNginx(text(fields, 'path') ?? 'nginx', rightsOf(fields)),
          kind: 'ssh',
          // Nobody is there to type a password, or to say that a host is known.
          reach: ['ssh', '-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', '--', host],
          quoted: true,
          words: `host ${host}`,
        },
        fields,
      );
    },
  },
  wsl: {
    needs: [],
    takes: ['distribution', 'path', 'sudo', 'configuration', 'prefix'],
    make(fields) {
      const distribution = text(fields, 'distribution');
      return withStart(
        {
          ...localNginx(text(fields, 'path') ?? 'nginx', rightsOf(fields)),
          kind: 'wsl',
          reach: ['wsl.exe', ...(distribution === undefined ? [] : ['--distribution', distribution]), '--exec'],
          words: distribution === undefined ? 'WSL' : `WSL ${distribution}`,
        },
        fields,
      );
    },
  },
  command: {
    needs: ['command'],
    takes: ['configuration', 'prefix'],
    make(fields, folder) {
      const command = words(fields['command']) ?? [];
      return withStart(
        {
          ...localNginx(command.at(-1) ?? 'nginx', []),
          kind: 'command',
          reach: command.slice(0, -1),
          folder,
          words: shown(command),
        },
        fields,
      );
    },
  },
};

function container(program: 'docker' | 'podman'): Form {
  return {
    needs: ['container'],
    takes: ['path', 'configuration', 'prefix'],
    make(fields) {
      const name = text(fields, 'container') ?? '';
      return withStart(
        {
          ...localNginx(text(fields, 'path') ?? 'nginx', []),
          kind: program,
          reach: [program, 'exec', name],
          logs: [program, 'logs', '--follow', '--tail', '0', name],
          container: name,
          words: `${program} container ${name}`,
        },
        fields,
      );
    },
  };
}

function withStart(target: Target, fields: Fields): Target {
  return { ...target, configuration: text(fields, 'configuration'), prefix: text(fields, 'prefix') };
}

/** `-n`: it never asks for a password, which nobody could type. */
function rightsOf(fields: Fields): readonly string[] {
  return fields['sudo'] === true ? ['sudo', '-n'] : [];
}

function complaintAbout(fields: Fields, kind: TargetKind, { needs, takes }: Form): string | undefined {
  for (const name of needs) if (fields[name] === undefined) return `\`${kind}\` needs \`${name}\`${examples[name] ?? ''}`;
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'kind') continue;
    if (![...needs, ...takes].includes(name)) return `\`${kind}\` has no \`${name}\`, but ${[...needs, ...takes].join(', ')}`;
    const wrong = complaintAboutField(name, value);
    if (wrong !== undefined) return `\`${name}\` ${wrong}`;
  }
  return undefined;
}

function complaintAboutField(name: string, value: unknown): string | undefined {
  if (name === 'sudo') return typeof value === 'boolean' ? undefined : 'is true or false';
  if (name === 'command') return complaintAboutCommand(value);
  if (typeof value !== 'string' || value.trim() === '') return 'is a text that is not empty';
  if (/[\0\r\n]/.test(value)) return 'has a line break in it';
  if (value.startsWith('-')) return 'begins with `-`, as options do';
  if (name === 'path') return complaintAboutProgram(value);
  if (named.includes(name) && /\s/.test(value)) return `is one name, and no command: \`${value}\``;
  if (absolutes.includes(name) && !isAbsolute(value)) return `is an absolute path, not \`${value}\``;
  return undefined;
}

function complaintAboutCommand(value: unknown): string | undefined {
  const command = words(value);
  if (command === undefined || command.length === 0)
    return 'is a list of arguments, the last of them nginx: ["docker", "exec", "web", "nginx"]';
  if (command.some((it) => it.includes('\0'))) return 'has a character that no argument can have';
  return complaintAboutProgram(command[0] ?? '');
}

/** What a workspace brings along is not started: a name is looked for on the PATH, and a path is a whole one. */
function complaintAboutProgram(program: string): string | undefined {
  if (program.trim() === '') return 'is a text that is not empty';
  if (/[\\/]/.test(program) && !isAbsolute(program)) return `is a name on the PATH or an absolute path, not \`${program}\``;
  return undefined;
}

const named = ['container', 'service', 'host', 'distribution'];
const absolutes = ['configuration', 'prefix'];

const examples: Readonly<Record<string, string>> = {
  container: ', its name or id',
  service: ', its name in the compose file',
  host: ', as you give it to ssh',
  command: ': ["docker", "exec", "web", "nginx"]',
};

function isAbsolute(path: string): boolean {
  return /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(path);
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function words(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every((it) => typeof it === 'string') ? value : undefined;
}

/** The setting `nginxHandshake.reloadCommand`; `undefined` where it says nothing. */
export function readReloadCommand(raw: unknown): readonly string[] | NoTarget | undefined {
  if (raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0)) return undefined;
  const command = words(raw);
  if (command === undefined || command.some((it) => it.includes('\0')))
    return { complaint: 'a list of arguments: ["systemctl", "reload", "nginx"]' };
  const complaint = complaintAboutProgram(command[0] ?? '');
  return complaint === undefined ? command : { complaint: `its first word ${complaint}` };
}
