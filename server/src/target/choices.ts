/** What may run nginx: of this machine, and running containers whose image is one of nginx. */
import { versionIn } from '../reference/flavours.ts';
import { nameOfVersion } from '../reference/version.ts';
import type { Running } from './ask.ts';
import type { Ran } from './run.ts';

export interface Choice {
  readonly label: string;
  readonly description: string;
  /** For the setting `nginxHandshake.target`. */
  readonly setting: Readonly<Record<string, unknown>>;
}

export interface Choices {
  readonly choices: readonly Choice[];
  /** Where nothing could be listed, and why: sentences. */
  readonly remarks: readonly string[];
}

/** `folder` is the workspace folder: compose files in it are named from there. */
export async function findChoices(folder: string | undefined, running: Running): Promise<Choices> {
  const found = await Promise.all([installed(running), started(running), docker(folder, running), podman(running)]);
  return { choices: found.flatMap(({ choices }) => choices), remarks: found.flatMap(({ remarks }) => remarks) };
}

/** The programs on the PATH. */
async function installed({ run, signal }: Running): Promise<Choices> {
  const all = await Promise.all(
    programs.map(async (program): Promise<readonly Choice[]> => {
      const { ended, stderr } = await run([program, '-v'], optionsWith(signal));
      const version = ended === 'exited' ? versionIn(stderr) : undefined;
      if (version === undefined) return [];
      const setting = program === 'nginx' ? { kind: 'local' } : { kind: 'local', path: program };
      return [{ label: `${program} of this machine`, description: nameOfVersion(version), setting }];
    }),
  );
  return { choices: all.flat(), remarks: [] };
}

/** Those that run here with a configuration of their own: a master process shows its arguments (src/os/unix/ngx_process_cycle.c). */
async function started({ run, signal }: Running): Promise<Choices> {
  const { stdout } = await run(['ps', '-eo', 'args='], optionsWith(signal));
  const titles = [...stdout.matchAll(/^nginx: master process (\S+)(.*)$/gm)];
  const found = titles.flatMap(([, program = '', args = '']): readonly Choice[] => {
    const configuration = / -c (\/\S+)/.exec(args)?.[1];
    const prefix = / -p (\/\S+)/.exec(args)?.[1];
    if (configuration === undefined) return [];
    const setting = {
      kind: 'local',
      ...(program.startsWith('/') ? { path: program } : {}),
      configuration,
      ...(prefix === undefined ? {} : { prefix }),
    };
    return [{ label: `nginx that runs with ${configuration}`, description: program, setting }];
  });
  return { choices: found, remarks: [] };
}

async function docker(folder: string | undefined, { run, signal }: Running): Promise<Choices> {
  const label = (name: string): string => `{{.Label "com.docker.compose.${name}"}}`;
  const format = ['{{.Names}}', '{{.Image}}', label('service'), label('project.config_files')].join('\t');
  const ran = await run(['docker', 'ps', '--format', format], optionsWith(signal));
  const choices = rowsOf(ran).flatMap(([container = '', image = '', service = '', files = '']): readonly Choice[] => {
    if (!isNginx(image) && !isNginx(service)) return [];
    const inFolder = folder !== undefined && files.startsWith(`${folder}/`) && !files.includes(',');
    if (service === '' || !inFolder) return [choiceOf('docker', container, image)];
    const file = files.slice(folder.length + 1);
    const setting = { kind: 'compose', service, ...(usualFiles.includes(file) ? {} : { file }) };
    return [{ label: `compose service ${service}`, description: `${image}, in ${file}`, setting }];
  });
  return { choices, remarks: remarksOf('docker', ran) };
}

async function podman({ run, signal }: Running): Promise<Choices> {
  const ran = await run(['podman', 'ps', '--format', '{{.Names}}\t{{.Image}}'], optionsWith(signal));
  const choices = rowsOf(ran)
    .filter(([, image = '']) => isNginx(image))
    .map(([container = '', image = '']) => choiceOf('podman', container, image));
  return { choices, remarks: remarksOf('podman', ran) };
}

function choiceOf(kind: 'docker' | 'podman', container: string, image: string): Choice {
  return { label: `${kind} container ${container}`, description: image, setting: { kind, container } };
}

function rowsOf({ ended, code, stdout }: Ran): readonly (readonly string[])[] {
  if (ended !== 'exited' || code !== 0) return [];
  const lines = stdout.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => line.split('\t'));
}

/** A program that is not here has nothing to list; one that fails may have. */
function remarksOf(program: string, { ended, code, stderr }: Ran): readonly string[] {
  if (ended === 'not-found' || (ended === 'exited' && code === 0)) return [];
  const why = stderr.trim().split(/\r?\n/)[0] ?? '';
  return [`${program} lists no containers${why === '' ? '' : `: ${why}`}`];
}

/** By the name of an image, or of what somebody built for it. */
function isNginx(name: string): boolean {
  return /nginx|openresty|angie|tengine/i.test(name);
}

const programs = ['nginx', 'openresty', 'angie', 'freenginx', 'tengine'];
const usualFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];

function optionsWith(signal: AbortSignal | undefined) {
  return { timeout: patience, ...(signal === undefined ? {} : { signal }) };
}

/** In ms. */
const patience = 8000;
