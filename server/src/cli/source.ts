/** Where the text comes from that a command reads: the disk, standard input, or a dump of `nginx -T` in either. */
import { readFileSync } from 'node:fs';
import { decode } from '../files/bytes.ts';
import { largestFile, type Content, type Disk, type SlowDisk } from '../files/disk.ts';
import { filesInDump, type DumpedFile } from '../project/dump.ts';
import { absolute, type Inputs } from './inputs.ts';
import { Refusal } from './refusal.ts';

export interface Disks {
  readonly disk: Disk;
  readonly slowDisk: SlowDisk;
}

export interface Source extends Disks {
  readonly inputs: Inputs;
  /** All that is the user's own, where it is not what the inputs name: the files of a dump. */
  readonly own: readonly string[];
  /** Why nothing can be written, in words; `undefined` for files. */
  readonly unwritable: string | undefined;
}

/** The argument that stands for standard input. */
const standardInput = '-';

/** `args` are those that `inputs` were made from. Refuses what cannot be read beside other input. */
export function sourceOf(args: readonly string[], inputs: Inputs, disks: Disks): Source {
  const isPiped = args.includes(standardInput);
  const piped = isPiped ? readStandardInput() : undefined;
  const path = absolute(standardInput);
  const texts = inputs.files.map((file): [string, Content] => [
    file,
    piped !== undefined && file === path ? piped : disks.disk.read(file),
  ]);
  const dumps = texts.flatMap(([file, content]) => {
    const files = 'text' in content ? filesInDump(content.text) : [];
    return files.length === 0 ? [] : [{ file, files }];
  });
  const [dump] = dumps;
  if (dump !== undefined) {
    const name = dump.file === path ? 'standard input' : dump.file;
    if (args.length > 1) throw new Refusal(`${name} is the output of nginx -T: check it by itself`);
    return dumped(dump.files, `${name} is the output of nginx -T`);
  }
  if (piped === undefined) return { ...disks, inputs, own: [], unwritable: undefined };
  return { ...covered(disks, path, piped), inputs, own: [], unwritable: 'standard input is no file' };
}

function readStandardInput(): Content {
  try {
    const bytes = readFileSync(0);
    return bytes.length > largestFile ? { unreadable: 'too-large' } : { text: decode(bytes) };
  } catch {
    return { unreadable: 'special' };
  }
}

/** The disk, with this content at this path. */
function covered({ disk, slowDisk }: Disks, path: string, content: Content): Disks {
  return { disk: { ...disk, read: (file) => (file === path ? content : disk.read(file)) }, slowDisk };
}

/** The files of a dump and no others: what is not in it, is not known. */
function dumped(files: readonly DumpedFile[], unwritable: string): Source {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const disk: Disk = {
    read(path) {
      const text = texts.get(path);
      return text === undefined ? { unreadable: 'pending' } : { text };
    },
    list(folder) {
      const prefix = folder.endsWith('/') ? folder : `${folder}/`;
      const below = [...texts.keys()].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
      const names = new Set(below.map((rest) => rest.split('/', 1)[0] ?? rest));
      return [...names].sort().map((name) => ({ name, folder: below.some((rest) => rest.startsWith(`${name}/`)) }));
    },
    realPath: (path) => path,
    stat: () => undefined,
    stamp: () => '',
  };
  const slowDisk: SlowDisk = {
    read: (path) => Promise.resolve(disk.read(path)),
    list: () => Promise.resolve([]),
    realPath: (path) => Promise.resolve(path),
    stat: () => Promise.resolve(undefined),
    stamp: () => Promise.resolve(''),
  };
  const [main] = files;
  return {
    disk,
    slowDisk,
    inputs: { files: main === undefined ? [] : [main.path], folders: [] },
    own: [...texts.keys()],
    unwritable,
  };
}
