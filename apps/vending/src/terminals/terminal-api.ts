import type {
  NewTerminalAnswer,
  OutletAnswer,
  OutletWithTerminalsAnswer,
  TerminalAnswer,
} from '@openprepay/contracts/http/vending-terminals';
import { present } from '@openprepay/contracts/present';
import type { CreatedTerminal } from './create-terminal.js';
import type { OutletWithTerminals } from './find-outlets.js';
import type { Outlet, Terminal } from './terminal.js';

export const outletToApi = ({ outletId, vendorId, name, createdAt }: Outlet): OutletAnswer => ({
  outletId,
  vendorId,
  name,
  createdAt: createdAt.toISOString(),
});

export const terminalToApi = ({
  terminalId,
  outletId,
  vendorId,
  name,
  signsInAs,
  createdAt,
  createdBy,
  revoked,
  engineering,
}: Terminal): TerminalAnswer => ({
  terminalId,
  outletId,
  vendorId,
  name,
  ...present({ signsInAs }),
  createdAt: createdAt.toISOString(),
  createdBy,
  ...(revoked && { revokedAt: revoked.at.toISOString(), revokedBy: revoked.by }),
  ...(engineering && { engineeringAllowedAt: engineering.at.toISOString(), engineeringAllowedBy: engineering.by }),
});

export const outletWithTerminalsToApi = ({ outlet, terminals }: OutletWithTerminals): OutletWithTerminalsAnswer => ({
  ...outletToApi(outlet),
  terminals: terminals.map(terminalToApi),
});

export const newTerminalToApi = ({ terminal, secret }: CreatedTerminal): NewTerminalAnswer => ({ ...terminalToApi(terminal), secret });
