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
  writeFault,
  writeMessage,
  XmlvendError,
} from '@openprepay/xmlvend';
import type { Vouched } from '../terminals/sign-in-by-certificate.js';
import type { DispatchCall } from './dispatch-call.js';
import { blames, faultIn, hexingCode, refuse, type Refusal, refusalOf } from './refusal.js';
import type { SignInTill } from './sign-in-till.js';
import type { Asked } from './till-call.js';

export interface TillAnswer {
  readonly xml: string;
  readonly contentType: string;
  /** Who asked, where they have signed in. */
  readonly terminalId: string | undefined;
}

/** Longest explanation that a fault has. */
const MAX_WHY_LENGTH = 500;

/** Answers one message of a till: reads it, signs the till in, does what it asks, and writes what came of it, which may be a fault. */
export class AnswerTill {
  constructor(
    private readonly signIn: SignInTill,
    private readonly dispatch: DispatchCall,
    private readonly clock: Clock,
  ) {}

  /**
   * Whatever a till can act on is a fault in the answer. Outages and bugs are thrown: a till asks for the last response then.
   * @param vouched what the gateway says of the certificate that the till has come with
   */
  async execute(profile: ProfileName, body: Uint8Array, vouched?: Vouched): Promise<TillAnswer> {
    let soap: SoapVersion = '1.1';
    let asked: Asked | undefined;
    let terminalId: string | undefined;
    try {
      const opened = openMessage(body);
      ({ soap } = opened);
      const message = readOpened(profile, opened);
      asked = requestIn(message);
      if (!asked) return this.fault({ profile, soap }, refuse('UseCaseSupportEx', 'this is an answer, and no request'), {});
      const terminal = await this.signIn.execute(asked, vouched);
      if ('refused' in terminal) return this.fault({ profile, soap }, terminal, { asked });
      terminalId = terminal.principal.subject;
      const outcome = await this.dispatch.execute({ profile, asked, message, terminal });
      if ('refused' in outcome) return this.fault({ profile, soap }, outcome, { asked, terminalId });
      return { xml: writeMessage({ profile, soap }, outcome), contentType: contentTypes[soap], terminalId };
    } catch (error) {
      // What was done stands, and a till that were told 4xx would take it for a refusal.
      if (error instanceof XmlvendError && error.code === 'xmlvend.unwritable')
        throw new Error('the answer cannot be written', { cause: error });
      const refusal = refusalIn(error);
      if (!refusal) throw error;
      return this.fault({ profile, soap }, refusal, { asked, terminalId });
    }
  }

  private fault(dialect: Dialect, { refused, why, code }: Refusal, { asked, terminalId }: Heard): TillAnswer {
    const name = faultIn(dialect.profile, refused);
    const desc = (code === undefined ? why : `${code}: ${why}`).slice(0, MAX_WHY_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
    const response = {
      ...(asked && { clientID: asked.clientID, terminalID: asked.terminalID, reqMsgID: asked.msgID }),
      respDateTime: this.clock.now().toISOString(),
      dispHeader: 'Refused',
      fault: faultOf(name, desc, dialect.profile === 'hexing' ? hexingCode(code) : undefined),
    };
    return { xml: writeFault(dialect, { by: blames(name), reason: desc, response }), contentType: contentTypes[dialect.soap], terminalId };
  }
}

/** As much as was read before it was refused. */
interface Heard {
  readonly asked?: Asked | undefined;
  readonly terminalId?: string | undefined;
}

const requestIn = ({ body }: Message): Asked | undefined => ('msgID' in body ? body : undefined);

function refusalIn(error: unknown): Refusal | undefined {
  if (!isCoded(error)) return undefined;
  return error instanceof XmlvendError ? refuse('XMLVendSchemaEx', error.message, error.code) : refusalOf(error);
}
