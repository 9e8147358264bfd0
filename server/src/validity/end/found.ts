/** What was found in a configuration as a whole. */
import type { Config, Placed } from '../../config/model.ts';
import type { ReadBlock } from '../reading/model.ts';
import type { Told } from '../reading/told.ts';

/** A problem with its place in the configuration, not yet in a file. */
export interface Found {
  readonly phase: 'reading' | 'merging' | 'end';
  readonly at: Placed | undefined;
  readonly within: string;
  readonly told: Told;
  /** The `http` or `stream` block whose `}` nginx names. */
  readonly section: Placed | undefined;
  readonly behindUnseen: boolean;
}

/** The last time that a configuration was judged as a whole. */
export interface LastTime {
  readonly kind: 'last';
  readonly config: Pick<Config, 'main' | 'context' | 'partial' | 'directives'>;
  readonly top: ReadBlock;
  readonly found: readonly Found[];
  readonly unseen: boolean;
  /** Blocks that were not read themselves, with one that reads like them. */
  readonly alike: WeakMap<Placed, ReadBlock>;
}
