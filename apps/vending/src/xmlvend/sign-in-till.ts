import { type Value, writable } from '@openprepay/xmlvend';
import type { SignInByCertificate, CertifiedSignIn, Vouched } from '../terminals/sign-in-by-certificate.js';
import type { SignedInTerminal, SignInTerminal } from '../terminals/sign-in-terminal.js';
import { refuse, type Refusal } from './refusal.js';
import type { Asked } from './till-call.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * Who a message is of: by its `authCred`, or by the certificate of the connection that it came on. Where both are there, both are of one
 * terminal.
 */
export class SignInTill {
  constructor(
    private readonly bySecret: SignInTerminal,
    private readonly byCertificate: SignInByCertificate,
  ) {}

  /**
   * @param vouched what the gateway says of the connection's certificate
   * @throws {VendingError} `vending.terminal_not_authenticated`; {RequestError} `service.unavailable`
   */
  async execute(asked: Asked, vouched: Vouched | undefined): Promise<SignedInTerminal | Refusal> {
    const { authCred } = asked;
    if (authCred?.newPassword) return refuse('RequestAuthorisationEx', 'a terminal’s secret is not changed: set up another terminal');
    const certified = vouched === undefined ? undefined : await this.byCertificate.execute(vouched);
    if (vouched !== undefined && !certified) return notItsCertificate(NO_LONGER);
    if (certified && !agrees(asked, certified)) return notItsCertificate('the certificate is another client’s than the message');
    const terminal = authCred
      ? await this.bySecret.execute({ terminalId: authCred.opName, secret: authCred.password })
      : certified?.terminal;
    if (!terminal) return refuse('ClientIDAuthorisationEx', 'authCred is missing: a terminal’s id and its secret');
    if (certified && certified.terminal.principal.subject !== terminal.principal.subject)
      return notItsCertificate('the certificate is another terminal’s than authCred');
    if (certified && !(await this.byCertificate.goOver(certified))) return notItsCertificate(NO_LONGER);
    return told(terminal);
  }
}

const NO_LONGER = 'the certificate is no terminal’s, or no longer';

const notItsCertificate = (why: string): Refusal => refuse('ClientIDSSLEx', why, 'vending.terminal_not_authenticated');

/** The client is the certificate's name. A terminal is called as its maker likes, but not by the id of another one of ours. */
function agrees({ clientID, terminalID }: Asked, { certificate: { clientId }, terminal }: CertifiedSignIn): boolean {
  const name = writtenId(terminalID);
  return writtenId(clientID) === clientId && (!UUID.test(name) || name.toLowerCase() === terminal.principal.subject);
}

const writtenId = (device: Value<'DeviceID'>): string => (device.type === 'EANDeviceID' ? device.ean : device.id);

function told(terminal: SignedInTerminal): SignedInTerminal {
  const { vendorName, outletName } = terminal;
  return { ...terminal, vendorName: writable(vendorName), outletName: writable(outletName) };
}
