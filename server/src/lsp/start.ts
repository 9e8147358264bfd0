/** What the server finds out when it has started, while it answers already: settings, the installed nginx, main files. */
import { productVersion } from '../features/product.ts';
import type { InstalledNginx } from '../files/nginx-binary.ts';
import type { Failures } from '../project/failures.ts';
import { nameOfVersion } from '../reference/version.ts';
import type { Client } from './client.ts';
import type { Folders } from './folders.ts';
import type { Found } from './found.ts';
import type { Images } from './images.ts';
import type { Session, World } from './session.ts';
import type { Targets } from './targets.ts';

export interface Start {
  /** Loads settings; what is asked in the meantime waits for them. `pushed` is what a client sends of its own. */
  readonly load: (pushed?: unknown) => void;
  /** Resolves when the settings are known. */
  readonly ready: () => Promise<unknown>;
  /** Once, when the editor is ready to be asked. */
  readonly begin: () => void;
}

export interface StartOptions {
  readonly client: Client;
  readonly folders: Folders;
  readonly session: Session;
  readonly world: Pick<World, 'installedNginx'>;
  readonly images: Images;
  readonly targets: Pick<Targets, 'look'>;
  readonly failures: Failures;
  readonly told: Found;
  readonly changed: () => void;
}

export function createStart({ client, folders, session, world, images, targets, failures, told, changed }: StartOptions): Start {
  const { installedNginx } = world;
  let settings: Promise<unknown> = Promise.resolve();
  let nginx: Promise<unknown> = Promise.resolve();

  const load = async (pushed?: unknown): Promise<void> => {
    try {
      if (!(await folders.load(pushed))) return;
      void targets.look();
      session.tidy();
      changed();
    } catch (error) {
      failures.other('asking the editor for settings', error);
    }
  };

  const askNginx = async (): Promise<InstalledNginx | undefined> => {
    try {
      const installed = client.trusted ? await installedNginx?.() : undefined;
      if (installed !== undefined && folders.foundNginx(installed)) changed();
      return installed;
    } catch (error) {
      failures.other('asking the installed nginx for its version', error);
      return undefined;
    }
  };

  /** Says in the output channel what answers stand on. */
  const introduce = async (asked: Promise<InstalledNginx | undefined>): Promise<void> => {
    await settings;
    for (const folder of folders.all()) session.mainFiles.below(folder);
    const [installed] = await Promise.all([asked, session.mainFiles.searched(), images.lookIn(folders.all()), targets.look()]);
    const found =
      installed !== undefined
        ? `${nameOfVersion(installed.version)} (${installed.path})`
        : installedNginx === undefined
          ? 'no nginx is asked for its version here'
          : client.trusted
            ? 'no nginx on the PATH'
            : 'the installed nginx is not asked in a workspace that is not trusted';
    told.begin(`nginx Handshake ${productVersion}; ${found}`);
  };

  return {
    load(pushed) {
      settings = load(pushed);
    },
    ready: () => Promise.all([settings, nginx]),
    begin() {
      settings = load();
      const asked = askNginx();
      nginx = Promise.race([Promise.all([asked, settings.then(targets.look)]), pause(patience)]);
      introduce(asked).catch((error: unknown) => {
        failures.other('the search for main files', error);
      });
    },
  };
}

/** In ms. An nginx that takes longer to say its version is not waited for: what was said before is then said again. */
const patience = 250;

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
