import type { Principal } from '@openprepay/contracts/identity';
import type { Message, Value } from '@openprepay/xmlvend';
import type { OrderKeyChange } from '../key-changes/order-key-change.js';
import type { FindMeter } from '../meters/find-meter.js';
import type { Meter } from '../meters/meter.js';
import type { FindSetsBefore } from '../token-orders/find-sets-before.js';
import type { OrderToken } from '../token-orders/order-token.js';
import { stateOf, type TokenOrder } from '../token-orders/token-order.js';
import { engineeringAnswer } from './written-engineering.js';
import { keyDataIn, type OrderedReq, wantedTokenIn } from './read-engineering.js';
import { messageKey } from './message-key.js';
import { AWAITS_SECOND, NOT_YET, refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { detailOf } from './written-answer.js';
import { keyChangeIssueOf, setInWords } from './written-key-change.js';
import { meterNumberIn } from './written-sale.js';
import type { WriteSale } from './write-sale.js';

type EngineeringReq = OrderedReq | Written<'EngKCTReq'>;

const REASON = 'ordered at a terminal';

/** Tokens that no customer buys, for a till that an engineer has let order them; by the rules of orders of any engineer. */
export class OrderTokens {
  constructor(
    private readonly findMeter: FindMeter,
    private readonly orderToken: OrderToken,
    private readonly findSetsBefore: FindSetsBefore,
    private readonly orderKeyChange: OrderKeyChange,
    private readonly writeSale: WriteSale,
  ) {}

  /** A message makes one token. @throws {VendingError} as `FindMeter` and `OrderToken` */
  async token(call: TillCall<OrderedReq>): Promise<Message | Refusal> {
    const allowed = await this.allowed(call);
    if ('refused' in allowed) return allowed;
    const { engineer, meter } = allowed;
    const wanted = wantedTokenIn(call.asked, meter);
    if ('refused' in wanted) return wanted;
    const { meterNumber } = meter;
    const idempotencyKey = messageKey(call.asked, call.asked.msgID);
    const { order } = await this.orderToken.execute(engineer, { ...wanted, meterNumber, reason: REASON, idempotencyKey });
    const digits = tokenOf(order);
    if (typeof digits !== 'string') return digits;
    const set = (await this.findSetsBefore.execute(engineer.utility, [order])).get(order.orderId);
    const desc = set ? `${setInWords(set.tokens)}, then the token: ${order.kind}` : order.kind;
    const issue = { desc, meterDetail: detailOf(meter), token: { type: 'STS1Token', stsCipher: digits } } as const;
    const standing = await this.writeSale.standing(call, 'Engineering token');
    return { element: 'meterSpecificEngResp', body: { ...standing, ...engineeringAnswer(call.asked, issue) } };
  }

  /** @throws {VendingError} as `FindMeter` and `OrderKeyChange` */
  async keyChange(call: TillCall<Written<'EngKCTReq'>>): Promise<Message | Refusal> {
    const allowed = await this.allowed(call);
    if ('refused' in allowed) return allowed;
    const { engineer, meter } = allowed;
    const to = keyDataIn(call.asked);
    if ('refused' in to) return to;
    const { meterNumber } = meter;
    const idempotencyKey = messageKey(call.asked, call.asked.msgID);
    const { change } = await this.orderKeyChange.execute(engineer, { meterNumber, to, reason: REASON, idempotencyKey });
    if (!change.issued) return NOT_YET;
    const body = {
      type: 'EngKCTResp',
      ...(await this.writeSale.standing(call, 'Key change')),
      engKCToken: {
        ...keyChangeIssueOf(change.issued.tokens),
        meterDetail: detailOf({ ...meter, keyData: change.to }),
        kctData: kctDataOf(change),
      },
    } as const;
    return { element: 'meterSpecificEngResp', body };
  }

  private async allowed({ terminal, asked }: TillCall<EngineeringReq>): Promise<{ engineer: Principal; meter: Meter } | Refusal> {
    const engineer = engineerOf(terminal);
    if ('refused' in engineer) return engineer;
    const meterNumber = meterNumberIn(asked.idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const meter = await this.findMeter.execute(terminal.principal, { meterNumber });
    return { engineer, meter };
  }
}

/** As whom a till orders what its vendor may not: an engineer, where one has let it. */
export function engineerOf({ engineering, principal }: TillCall['terminal']): Principal | Refusal {
  if (!engineering) return refuse('RequestAuthorisationEx', 'no engineer has let this terminal order engineering tokens');
  const { vendorId: _ofTheVendor, ...person } = principal;
  return { ...person, roles: ['engineer'] };
}

/** An order's token, or why it has none. */
function tokenOf(order: TokenOrder): string | Refusal {
  switch (stateOf(order)) {
    case 'awaiting-approval':
      return AWAITS_SECOND;
    case 'refused':
      return refuse('RequestAuthorisationEx', 'a second person has refused it', 'vending.token_order_decided');
    case 'awaiting-token':
    case 'failed':
      return NOT_YET;
    case 'completed': {
      const [made] = order.outcome?.state === 'completed' ? order.outcome.tokens : [];
      return made ? made.token : NOT_YET;
    }
  }
}

const kctDataOf = ({ from, to }: { readonly from: Meter['keyData']; readonly to: Meter['keyData'] }): Value<'KCTData'> => ({
  ...{ fromSGC: from.supplyGroupCode, fromKRN: String(from.keyRevision), fromTI: from.tariffIndex },
  ...{ toSGC: to.supplyGroupCode, toKRN: String(to.keyRevision), toTI: to.tariffIndex },
});
