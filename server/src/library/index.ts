/**
 * nginx Handshake as a library for Node: what the command line does, for texts and files of the caller's. Every function is
 * asynchronous, takes and gives plain data, and keeps nothing but the parser, which the first call loads.
 */
export { check, type CheckOptions, type CheckResult } from './check.ts';
export type { Configuration, FileMap, FileReader } from './files.ts';
export { format, type FormatOptions, type FormatResult } from './format.ts';
export type { ReadOptions } from './options.ts';
export {
  parse,
  type ParsedDirective,
  type ParsedFile,
  type ParsedItem,
  type ParsedMistake,
  type ParsedRemark,
  type ParsedSpan,
  type ParsedWord,
} from './parse.ts';
export { probe, type ProbeOptions, type Stopping } from './probe.ts';
export { simulate, type SimulatedRequest, type SimulateOptions } from './simulate.ts';
export type {
  CheckDocument,
  FindingDocument,
  FixDocument,
  HeaderDocument,
  PlaceDocument,
  ProbeDocument,
  RangeDocument,
  SeenDocument,
  SimulationDocument,
} from '../cli/documents.ts';
