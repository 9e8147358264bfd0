/** What nginx says of its configuration: `nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:3` (src/core/ngx_log.c). */

export interface Said {
  readonly level: 'emerg' | 'alert' | 'crit' | 'error' | 'warn';
  /** Without the place. */
  readonly words: string;
  /** As nginx names it there; `undefined` where it names none. */
  readonly path: string | undefined;
  /** From 1. */
  readonly line: number | undefined;
}

/** All messages, each once: where the error log is stderr, some are written twice. Anything else is left out. */
export function messagesIn(stderr: string): readonly Said[] {
  const found = new Map<string, Said>();
  for (const line of stderr.split(/\r?\n/)) {
    const [, level, said = ''] = message.exec(line) ?? [];
    if (level === undefined) continue;
    const [, words = said, path, number] = placed.exec(said) ?? [];
    const it = { level: level as Said['level'], words, path, line: number === undefined ? undefined : Number(number) };
    found.set(JSON.stringify(it), it);
  }
  return [...found.values()];
}

/** Was it nginx, or one of its relatives, that spoke? A shell, docker and ssh say other things. */
export function isNginx(stderr: string): boolean {
  return /^(?:nginx|openresty|angie|freenginx|tengine): /im.test(stderr) || message.test(stderr);
}

/** Is it a matter of the machine, which no configuration alone can tell: files, rights, names, ports? */
export function isOfMachine({ words }: Said): boolean {
  return /\(\d+: [^)]+\)|host not found|no resolver|could not (?:build|allocate)|\bSSL[_: ]|cannot load|BIO_|\bgetpw|\bgetgr|bind\(\)|dlopen|still could not/i.test(
    words,
  );
}

/** Is it a matter of how this nginx was built: a module that it has not, or a feature? */
export function isOfBuild({ words }: Said): boolean {
  return /^unknown directive |requires? (?:the )?ngx_|was built without|is not supported (?:on|by) this/i.test(words);
}

/** Did the system refuse what nginx does at its start, and no line of the configuration is wrong? */
export function lacksRights({ words, path }: Said): boolean {
  return path === undefined && /\((?:1|13): /.test(words);
}

/** Where nginx was built to look and to write, from what `-V` prints; what is not said there is nginx's default (auto/options). */
export function builtWith(said: string): Built {
  const of = (option: string): string | undefined => {
    const value = new RegExp(`(?:^|\\s)--${option}=('[^']*'|\\S*)`).exec(said)?.[1];
    return value?.replace(/^'(.*)'$/, '$1');
  };
  if (!said.includes('configure arguments:')) return {};
  const prefix = of('prefix') ?? '/usr/local/nginx';
  const from = (path: string): string => (path.startsWith('/') || !prefix.startsWith('/') ? path : `${prefix}/${path}`);
  const error = of('error-log-path') ?? 'logs/error.log';
  const built = {
    access: from(of('http-log-path') ?? 'logs/access.log'),
    error: error === 'stderr' ? '/dev/stderr' : from(error),
  };
  const configuration = from(of('conf-path') ?? 'conf/nginx.conf');
  return configuration.startsWith('/') ? { ...built, configuration, prefix } : built;
}

export interface Built {
  readonly configuration?: string;
  readonly prefix?: string;
  /** The logs of a configuration that names none; relative ones count from a prefix that nginx is started with. */
  readonly access?: string;
  readonly error?: string;
}

const message =
  /^(?:(?:nginx|openresty|angie|freenginx|tengine): |\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )\[(emerg|alert|crit|error|warn)\] (?:\d+#\d+: )?(.*)$/im;

const placed = /^(.*) in ((?:[\\/]|[A-Za-z]:[\\/]).*):(\d+)$/;
