/** Half a handshake: without `Connection: upgrade` a backend does not look at the `Upgrade` header. */
import { aboutCause } from '../../knowledge/websocket/diagnosis.ts';
import type { HeaderState } from '../../knowledge/websocket/header-state.ts';
import { anchorOf } from '../../config/anchor.ts';
import { forwardFixes } from '../../knowledge/websocket/forward-fixes.ts';
import type { Rule } from '../../analysis/rule.ts';
import { misnamed } from '../../knowledge/websocket/misnamed.ts';
import { headerFinding, received, soItFails } from '../../knowledge/websocket/wording.ts';

export const missingConnectionHeader: Rule = {
  id: 'missing-connection-header',
  summary: 'Upgrade is forwarded, but Connection: upgrade does not reach the backend',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  nginx: { from: '1.3.13' },
  references: ['https://nginx.org/en/docs/http/websocket.html'],

  ...aboutCause('missing-connection-header', function* (diagnosis) {
    const { upgrade, connection, target } = diagnosis;
    const slip = misnamed(target, 'Connection');
    yield headerFinding(
      diagnosis,
      `The backend receives ${received(upgrade)} but ${received(connection)}, ${soItFails}: ${reason(connection)}.`,
      {
        related: [
          ...(slip?.related ?? []),
          ...upgrade.lines.map((line) => ({ at: anchorOf(line), message: '`Upgrade` is set here.' })),
        ],
        fixes: slip?.fixes ?? forwardFixes('Forward Connection: upgrade', diagnosis),
      },
    );
  }),
};

function reason({ sent }: HeaderState): string {
  return sent.length === 0
    ? "nginx forwards the client's only where `proxy_set_header` says so"
    : "`close` is nginx's default where nothing sets `Connection`";
}
