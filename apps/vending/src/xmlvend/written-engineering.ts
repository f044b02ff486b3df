import type { Written } from './till-call.js';
import type { OrderedReq } from './read-engineering.js';

type Issue = Pick<NonNullable<Written<'ClearCreditResp'>['clearCredit']>, 'desc' | 'meterDetail' | 'token'>;

/** Each answer has its token in a part of its own, beside what was asked for. */
export function engineeringAnswer(asked: OrderedReq, issue: Issue) {
  switch (asked.type) {
    case 'ClearCreditReq':
      return { type: 'ClearCreditResp', clearCredit: issue } as const;
    case 'ClearTamperReq':
      return { type: 'ClearTamperResp', clearTamper: issue } as const;
    case 'PwrLmtReq':
      return { type: 'PwrLmtResp', pwrLmtToken: { ...issue, ...(asked.pwrLmt && { pwrLmt: asked.pwrLmt }) } } as const;
    case 'PhUnbalReq':
      return { type: 'PhUnbalResp', phUnbalance: { ...issue, ...(asked.pwrLmt && { pwrLmt: asked.pwrLmt }) } } as const;
    case 'SetWaterFactorReq': {
      const { waterFactor } = asked;
      return { type: 'SetWaterFactorResp', waterFactor: { ...issue, ...(waterFactor !== undefined && { waterFactor }) } } as const;
    }
  }
}
