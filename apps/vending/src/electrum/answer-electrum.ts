import { isCoded } from '@openprepay/contracts/coded';
import type { SignInTerminal } from '../terminals/sign-in-terminal.js';
import { VendingError } from '../vending-error.js';
import type { ClientCall } from './client-call.js';
import { ElectrumRefusal, refusalOf } from './electrum-refusal.js';
import type { Members } from './members.js';

const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/** A message as it came. */
export interface ReceivedMessage {
  readonly authorization: string | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a client hears: what it asked for, or why not. */
export type ElectrumAnswer =
  | { readonly refused: undefined; readonly body: Members }
  | {
      readonly refused: ElectrumRefusal['status'];
      readonly body: Members & { readonly errorType: string; readonly errorMessage: string; readonly requestType: string };
    };

/** Signs a client in, does what it asks, and writes what came of it. Outages and bugs are thrown: their outcome is not known. */
export class AnswerElectrum {
  constructor(private readonly signIn: SignInTerminal) {}

  async execute(requestType: string, received: ReceivedMessage, act: (call: ClientCall) => Promise<Members>): Promise<ElectrumAnswer> {
    try {
      const { principal } = await this.signIn.execute(credentialIn(received.authorization));
      return { refused: undefined, body: await act({ principal, params: received.params, body: received.body }) };
    } catch (error) {
      const refusal =
        error instanceof ElectrumRefusal ? error : isCoded(error) && error instanceof VendingError ? refusalOf(error) : undefined;
      if (!refusal) throw error;
      const { errorType, message: errorMessage, detail } = refusal;
      const { purchaseId, requestId, adviceId } = received.params;
      const id = adviceId ?? purchaseId ?? requestId;
      return {
        refused: refusal.status,
        body: {
          errorType,
          errorMessage,
          requestType,
          ...(id !== undefined && { id }),
          ...(adviceId !== undefined && { originalId: purchaseId ?? requestId }),
          ...(detail !== undefined && { detailMessage: detail }),
        },
      };
    }
  }
}

/** Its id and its secret by HTTP Basic. @throws {VendingError} `vending.terminal_not_authenticated` */
function credentialIn(authorization: string | undefined): { readonly terminalId: string; readonly secret: string } {
  const encoded = BASIC.exec(authorization ?? '')?.[1];
  const [terminalId, ...secret] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':');
  if (terminalId === undefined || secret.length === 0)
    throw new VendingError('vending.terminal_not_authenticated', 'this needs HTTP Basic: a terminal’s id and its secret');
  return { terminalId, secret: secret.join(':') };
}
