/** What the variables of a value are looked up in. */
import type { Environment, Level, Location, Server } from '../../config/model.ts';
import type { NginxVersion } from '../../reference/version.ts';
import type { ClientRequest, Connection, Value } from '../model.ts';
import type { Word } from '../../syntax/tree.ts';
import type { Evaluated, Exchange } from './exchange.ts';

/** Everything that a variable can stand for. */
export interface Bindings {
  readonly request: ClientRequest;
  readonly connection: Connection;
  readonly nginx: NginxVersion;
  readonly environment: Environment;
  readonly exchange: Exchange;
  readonly server: Server | undefined;
  readonly level: Level;
  readonly location?: Location | undefined;
  /** The folder that relative paths count from. */
  readonly prefix?: string | undefined;
  /** Host and port of the `proxy_pass` at work. */
  readonly proxy?: { readonly host: Value; readonly port: Value };
}

/** Expands a word of the configuration: handed in where a value leads back to other values. */
export type ExpandWord = (word: Word, bindings: Bindings) => Evaluated;
