/** `nginxHandshake/recognise`: is a document a configuration of nginx, whatever the editor takes it for? */

export const recogniseRequest = 'nginxHandshake/recognise';

export interface RecogniseParams {
  readonly uri: string;
  /** Of the document, which need not be open as one of nginx; its beginning is enough. */
  readonly text: string;
}

export interface RecogniseResult {
  /**
   * `nginx`: a main file includes it, or its name and its text say so. `likely`: its text does, and nobody else. `other`: it is of
   * another program, though its name could be nginx's. `unknown`: nothing says so.
   */
  readonly kind: 'nginx' | 'likely' | 'other' | 'unknown';
  /** The main file that includes it, as a path. */
  readonly main: string | null;
}
