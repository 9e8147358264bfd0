/** From the extension host in the browser to the test that runs it, which serves this extension. */

/** Names of a scene on the screen: selectors of what must be visible and of what must not, keys to press then, and a picture to take. */
export interface Scene {
  readonly visible?: readonly string[];
  readonly gone?: readonly string[];
  /** What a user types then, and the key that is pressed after it. */
  readonly type?: string;
  readonly press?: string;
  /** What the mouse clicks on, after the picture. */
  readonly click?: string;
  readonly picture?: string;
}

export interface Outside {
  readonly report: (name: string, value: unknown) => Promise<void>;
  /** Rejects where the screen does not come to look so. */
  readonly screen: (scene: Scene) => Promise<void>;
  /** The last that is said: `undefined`, or what went wrong. */
  readonly end: (error: string | undefined) => Promise<void>;
}

/** `site` is where the extension was loaded from. */
export function outside(site: string): Outside {
  const post = async (path: string, what: unknown): Promise<void> => {
    const response = await fetch(`${site}${path}`, { method: 'POST', body: JSON.stringify(what) });
    if (!response.ok) throw new Error(await response.text());
  };
  return {
    report: (name, value) => post('/report', { name, value }),
    screen: (scene) => post('/screen', scene),
    end: (error) => post('/end', { error }),
  };
}
