import { isCoded } from '@openprepay/contracts/coded';
import type { Clock } from '@openprepay/persistence/clock';
import {
  contentTypes,
  type Dialect,
  faultOf,
  type Message,
  type ProfileName,
  openMessage,
  readOpened,
  type SoapVersion,
  writable,
  writeFault,
  writeMessage,
  XmlvendError,
} from '@openprepay/xmlvend';
import type { SignInTerminal } from '../terminals/sign-in-terminal.js';
import type { AdviseTill } from './advise-till.js';
import type { ConfirmMeters } from './confirm-meters.js';
import { blames, faultIn, hexingCode, refuse, type Refusal, refusalOf } from './refusal.js';
import type { RunBatches } from './run-batches.js';
import type { SellToTill } from './sell-to-till.js';
import type { ShowFloat } from './show-float.js';
import type { ShowSales } from './show-sales.js';
import type { Asked, TillCall } from './till-call.js';

export interface TillAnswer {
  readonly xml: string;
  readonly contentType: string;
}

/** Longest explanation that a fault has. */
const MAX_WHY_LENGTH = 500;

/** Answers one message of a till: reads it, signs the till in, does what it asks, and writes what came of it, which may be a fault. */
export class AnswerTill {
  constructor(
    private readonly signIn: SignInTerminal,
    private readonly confirm: ConfirmMeters,
    private readonly sell: SellToTill,
    private readonly advise: AdviseTill,
    private readonly sales: ShowSales,
    private readonly float: ShowFloat,
    private readonly batches: RunBatches,
    private readonly clock: Clock,
  ) {}

  /** Whatever a till can act on is a fault in the answer. Outages and bugs are thrown: a till asks for the last response then. */
  async execute(profile: ProfileName, body: Uint8Array): Promise<TillAnswer> {
    let soap: SoapVersion = '1.1';
    let asked: Asked | undefined;
    try {
      const opened = openMessage(body);
      ({ soap } = opened);
      asked = requestIn(readOpened(profile, opened));
      const outcome = asked ? await this.answer(profile, asked) : refuse('UseCaseSupportEx', 'this is an answer, and no request');
      if ('refused' in outcome) return this.fault({ profile, soap }, outcome, asked);
      return { xml: writeMessage({ profile, soap }, outcome), contentType: contentTypes[soap] };
    } catch (error) {
      // What was done stands, and a till that were told 4xx would take it for a refusal.
      if (error instanceof XmlvendError && error.code === 'xmlvend.unwritable')
        throw new Error('the answer cannot be written', { cause: error });
      const refusal = refusalIn(error);
      if (!refusal) throw error;
      return this.fault({ profile, soap }, refusal, asked);
    }
  }

  private async answer(profile: ProfileName, asked: Asked): Promise<Message | Refusal> {
    const { authCred } = asked;
    if (!authCred) return refuse('ClientIDAuthorisationEx', 'authCred is missing: a terminal’s id and its secret');
    if (authCred.newPassword) return refuse('RequestAuthorisationEx', 'a terminal’s secret is not changed: set up another terminal');
    const terminal = await this.signIn.execute({ terminalId: authCred.opName, secret: authCred.password });
    const { vendorName, outletName } = terminal;
    return this.dispatch({
      profile,
      terminal: { ...terminal, vendorName: writable(vendorName), outletName: writable(outletName) },
      asked,
    });
  }

  private async dispatch(call: TillCall): Promise<Message | Refusal> {
    const { asked } = call;
    switch (asked.type) {
      case 'ConfirmCustomerReq':
        return this.confirm.customer({ ...call, asked });
      case 'ConfirmMeterReq':
        return this.confirm.meter({ ...call, asked });
      case 'TrialCreditVendReq':
        return this.sell.trial({ ...call, asked });
      case 'CreditVendReq':
        return this.sell.sell({ ...call, asked });
      case 'LastRespAdviceReq':
        return this.advise.lastResponse({ ...call, asked });
      case 'ConfirmationAdviceReq':
        return this.advise.confirmation({ ...call, asked });
      case 'ReversalAdviceReq':
        return this.advise.reversal({ ...call, asked });
      case 'ReprintReq':
        return this.sales.reprint({ ...call, asked });
      case 'VerifyReq':
        return this.sales.verify({ ...call, asked });
      case 'DepositReq':
        return this.float.depositSlip({ ...call, asked });
      case 'VendorStatementReq':
        return this.float.statement({ ...call, asked });
      case 'LoginReq':
        return this.float.login({ ...call, asked });
      case 'StartShiftBatchReq':
      case 'StartSalesBatchReq':
      case 'StartBankBatchReq':
      case 'StartAllBatchesReq':
        return this.batches.start({ ...call, asked });
      case 'TotalShiftBatchReq':
      case 'TotalSalesBatchReq':
      case 'TotalBankBatchReq':
      case 'TotalAllBatchesReq':
        return this.batches.total({ ...call, asked });
      case 'EndShiftBatchReq':
      case 'EndSalesBatchReq':
      case 'EndBankBatchReq':
      case 'EndAllBatchesReq':
        return this.batches.end({ ...call, asked });
      case 'ReprintEndShiftBatchReq':
      case 'ReprintEndSalesBatchReq':
      case 'ReprintEndBankingBatchReq':
        return this.batches.reprint({ ...call, asked });
      default:
        return refuse('UseCaseSupportEx', `${asked.type} is not done here`);
    }
  }

  private fault(dialect: Dialect, { refused, why, code }: Refusal, asked: Asked | undefined): TillAnswer {
    const name = faultIn(dialect.profile, refused);
    const desc = (code === undefined ? why : `${code}: ${why}`).slice(0, MAX_WHY_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
    const response = {
      ...(asked && { clientID: asked.clientID, terminalID: asked.terminalID, reqMsgID: asked.msgID }),
      respDateTime: this.clock.now().toISOString(),
      dispHeader: 'Refused',
      fault: faultOf(name, desc, dialect.profile === 'hexing' ? hexingCode(code) : undefined),
    };
    return { xml: writeFault(dialect, { by: blames(name), reason: desc, response }), contentType: contentTypes[dialect.soap] };
  }
}

const requestIn = ({ body }: Message): Asked | undefined => ('msgID' in body ? body : undefined);

function refusalIn(error: unknown): Refusal | undefined {
  if (!isCoded(error)) return undefined;
  return error instanceof XmlvendError ? refuse('XMLVendSchemaEx', error.message, error.code) : refusalOf(error);
}
