/** Files that the editor reaches and the server does not, those of a virtual workspace: the server asks, the client answers. */

/** To clients that say `readsFiles` when they start the server. */
export const readFileRequest = 'nginxHandshake/readFile';
export const listFolderRequest = 'nginxHandshake/listFolder';
export const statFileRequest = 'nginxHandshake/statFile';

/** The file or folder that is asked for. */
export interface VirtualFileParams {
  readonly uri: string;
}

export interface ReadFileParams extends VirtualFileParams {
  /** In bytes: of a larger file nothing is read. */
  readonly most: number;
}

/** `unavailable`: nobody can tell, as nobody has files of this scheme, or whoever has them does not answer. */
export interface Unavailable {
  readonly unreadable: 'missing' | 'folder' | 'permission' | 'too-large' | 'special' | 'unavailable';
}

/** `bytes` has a character from U+0000 to U+00FF for each byte. */
export type ReadFileResult = { readonly bytes: string } | Unavailable;

/** What a folder holds; one that cannot be read is empty. A link to a folder is none. */
export type ListFolderResult = readonly { readonly name: string; readonly folder: boolean }[];

/** Links are followed. `modified` and `created` are in ms since 1970. */
export type StatFileResult =
  | {
      readonly kind: 'file' | 'folder' | 'other';
      readonly size: number;
      readonly modified: number;
      readonly created: number;
    }
  | Unavailable;
