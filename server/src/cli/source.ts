/** Where the text comes from that a command reads: the disk, standard input, or a dump of `nginx -T` in either. */
import { readFileSync } from 'node:fs';
import { decode } from '../files/bytes.ts';
import { largestFile, type Content, type Disk, type SlowDisk } from '../files/disk.ts';
import { filesInDump, refusalInsteadOfDump, type DumpedFile } from '../project/dump.ts';
import { dumpDisk, dumpSlowDisk } from '../project/dump-disk.ts';
import { absolute, type Inputs } from './inputs.ts';
import { Refusal } from './refusal.ts';

export interface Disks {
  readonly disk: Disk;
  readonly slowDisk: SlowDisk;
}

export interface Source extends Disks {
  /** Without what cannot be read beside others. */
  readonly inputs: Inputs;
  /** All that is the user's own, where it is not what the inputs name: the files of a dump. */
  readonly own: readonly string[];
  /** Why nothing can be written, in words; `undefined` for files. */
  readonly unwritable: string | undefined;
  /** The output of `nginx -T`: it says itself where its files are, and what surrounds them. */
  readonly isDump: boolean;
  readonly complaints: readonly string[];
}

/** The argument that stands for standard input. */
export const standardInput = '-';

/** `args` are those that `inputs` were made from. Refuses standard input that is empty, or what nginx said instead of a dump. */
export function sourceOf(args: readonly string[], inputs: Inputs, disks: Disks): Source {
  const path = absolute(standardInput);
  const piped = args.includes(standardInput) ? readStandardInput() : undefined;
  if (piped !== undefined && 'text' in piped) refuseNoConfiguration(piped.text);
  const named = (file: string): string => (piped !== undefined && file === path ? 'standard input' : file);
  const dumps = inputs.files.flatMap((file) => {
    const content = piped !== undefined && file === path ? piped : disks.disk.read(file);
    const files = 'text' in content ? filesInDump(content.text) : [];
    return files.length === 0 ? [] : [{ file, files }];
  });
  const [dump] = dumps;
  const isAlone = inputs.files.length + inputs.folders.length === 1;
  if (dump !== undefined && isAlone) return dumped(dump.files, `${named(dump.file)} is the output of nginx -T`);
  const dumpFiles = new Set(dumps.map(({ file }) => file));
  const rest = { ...inputs, files: inputs.files.filter((file) => !dumpFiles.has(file)) };
  const complaints = dumps.map(({ file }) => dumpByItself(named(file)));
  const source = { inputs: rest, own: [], isDump: false, complaints };
  if (piped === undefined) return { ...disks, ...source, unwritable: undefined };
  return { ...covered(disks, path, piped), ...source, unwritable: 'standard input is no file' };
}

/** `nginx -T | …` where nginx refuses: to say that all is well would be wrong. */
function refuseNoConfiguration(text: string): void {
  const refusal = refusalInsteadOfDump(text);
  if (refusal !== undefined) throw new Refusal(`standard input is no configuration, but what nginx says: ${refusal}`);
  if (/^[ \t\r\n]*$/.test(text)) throw new Refusal('standard input is empty');
}

/** Why the output of `nginx -T` is not judged beside other files. */
export function dumpByItself(name: string): string {
  return `${name} is the output of nginx -T: check it by itself`;
}

/** All of it, up to the size of the largest file; whatever fails is `special`. */
export function readStandardInput(): Content {
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
  const disk = dumpDisk(() => texts);
  const [main] = files;
  return {
    disk,
    slowDisk: dumpSlowDisk(disk),
    inputs: { files: main === undefined ? [] : [main.path], folders: [] },
    own: [...texts.keys()],
    unwritable,
    isDump: true,
    complaints: [],
  };
}
