import { type Unit, unit } from '@openprepay/contracts/wire';
import type { Message } from '@openprepay/xmlvend';
import type { GiveFreeIssue } from '../free-issues/give-free-issue.js';
import type { GiveFreeBasic } from '../selling/give-free-basic.js';
import { isCompleted, type Vend } from '../vend/vend.js';
import { VendingError } from '../vending-error.js';
import { messageKey } from './message-key.js';
import { AWAITS_SECOND, NOT_YET, refuse, type Refusal } from './refusal.js';
import { engineerOf } from './order-tokens.js';
import type { TillCall, Written } from './till-call.js';
import { meterNumberIn, unitsIn } from './written-sale.js';
import type { WriteSale } from './write-sale.js';

/** Units that nobody pays for: those of the month, which any till gives, and others, which one that an engineer has let gives. */
export class GiveUnits {
  constructor(
    private readonly giveFreeBasic: GiveFreeBasic,
    private readonly giveFreeIssue: GiveFreeIssue,
    private readonly writeSale: WriteSale,
  ) {}

  /** A supply has them once a month. @throws {VendingError} as `GiveFreeBasic` */
  async freeBasic(call: TillCall<Written<'FBEReq'>>): Promise<Message | Refusal> {
    const { asked, terminal } = call;
    const meterNumber = meterNumberIn(asked.idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    const { vend } = await this.giveFreeBasic.execute(terminal.principal, { meterNumber, idempotencyKey: messageKey(asked, asked.msgID) });
    if (!isCompleted(vend)) return NOT_YET;
    return { element: 'fbeResp', body: { type: 'FBEResp', ...(await this.writeSale.parts(call, vend)) } };
  }

  /** By the rules of whoever gives units: two people above the policy's limit. @throws {VendingError} as `GiveFreeIssue` */
  async freeIssue(call: TillCall<Written<'FreeIssueReq'>>): Promise<Message | Refusal> {
    const engineer = engineerOf(call.terminal);
    if ('refused' in engineer) return engineer;
    const { asked } = call;
    const meterNumber = meterNumberIn(asked.idMethod);
    if (typeof meterNumber !== 'string') return meterNumber;
    if (!asked.Units) return refuse('RequestAuthorisationEx', `units are given in ${unit.options.join(', ')}`, 'vending.units_invalid');
    const units: { readonly value: string; readonly unit: Unit } | Refusal = unitsIn(asked.Units);
    if ('refused' in units) return units;
    const reason = asked.ReasonCode ? `given at a terminal, reason ${asked.ReasonCode.slice(0, MAX_REASON)}` : 'given at a terminal';
    const vend = await this.given(engineer, { meterNumber, units, reason, idempotencyKey: messageKey(asked, asked.msgID) });
    if ('refused' in vend) return vend;
    if (!isCompleted(vend)) return NOT_YET;
    return { element: 'freeIssueResp', body: { type: 'FreeIssueResp', ...(await this.writeSale.parts(call, vend)) } };
  }

  private async given(...[engineer, command]: Parameters<GiveFreeIssue['execute']>): Promise<Vend | Refusal> {
    try {
      const given = await this.giveFreeIssue.execute(engineer, command);
      if ('vend' in given) return given.vend;
      return AWAITS_SECOND;
    } catch (error) {
      if (error instanceof VendingError && error.code === 'vending.free_issue_decided')
        return refuse('RequestAuthorisationEx', error.message, error.code);
      throw error;
    }
  }
}

/** Characters of a till's own code. */
const MAX_REASON = 40;
