import type {
  NewTerminalAnswer,
  NewTerminalCertificateAnswer,
  OutletAnswer,
  OutletWithTerminalsAnswer,
  TerminalAnswer,
  TerminalCertificateAnswer,
} from '@openprepay/contracts/http/vending-terminals';
import { present } from '@openprepay/contracts/present';
import type { CreatedTerminal } from './create-terminal.js';
import type { OutletWithTerminals } from './find-outlets.js';
import type { CertifiedTerminal } from './certify-terminal.js';
import type { Outlet, Terminal } from './terminal.js';
import type { TerminalCertificate } from './terminal-certificate.js';

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
  certificate,
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
  ...(certificate && { certificate: certificateToApi(certificate) }),
});

export const outletWithTerminalsToApi = ({ outlet, terminals }: OutletWithTerminals): OutletWithTerminalsAnswer => ({
  ...outletToApi(outlet),
  terminals: terminals.map(terminalToApi),
});

export const newTerminalToApi = ({ terminal, secret }: CreatedTerminal): NewTerminalAnswer => ({ ...terminalToApi(terminal), secret });

const certificateToApi = ({ serial, clientId, issuedAt, issuedBy, expiresAt }: TerminalCertificate): TerminalCertificateAnswer => ({
  serial,
  clientId,
  issuedAt: issuedAt.toISOString(),
  issuedBy,
  expiresAt: expiresAt.toISOString(),
});

export const newCertificateToApi = ({ certificate, signed }: CertifiedTerminal): NewTerminalCertificateAnswer => ({
  ...certificateToApi(certificate),
  certificate: signed.cert,
  authority: signed.authority,
});
