import type { Clock } from '@openprepay/persistence/clock';
import type { Message } from '@openprepay/xmlvend';
import { makeMeterTest, type MeterTestCommand } from '../token-orders/meter-test.js';
import { refuse, type Refusal } from './refusal.js';
import type { TillCall, Written } from './till-call.js';
import { answered } from './written-answer.js';

const tests = {
  TestAllReq: 'test-all',
  TestBreakerReq: 'test-load-switches',
  TestDisplayReq: 'test-displays',
  DispConsTotReq: 'display-registers',
  DispRegistersReq: 'display-registers',
  DispKRNReq: 'display-key-revision-and-type',
  DispTIReq: 'display-tariff-index',
  DispPwrLmtReq: 'display-maximum-power-limit',
  DispTamperReq: 'display-tamper-status',
  DispInstPwrReq: 'display-active-power',
  DispPhUnbalanceReq: 'display-phase-unbalance-limit',
  DispVerReq: 'display-software-version',
} as const satisfies Record<string, MeterTestCommand['test']>;

/** Requests of a token that has any meter test or show something. */
export type TestedReq = { readonly [T in keyof typeof tests]: Written<T> }[keyof typeof tests];

/** Zeros address every maker's meters. */
const EVERY_MAKER = '00';
const MANUFACTURER = /^(?:\d{2}|\d{4})$/;

/** A token that any meter of a maker takes. It needs no key and no meter, and is the same at every door: nothing is kept of it. */
export function testTokenOf(call: TillCall<TestedReq>, clock: Clock): Message | Refusal {
  const { type, manufacturerCode = EVERY_MAKER, meterType } = call.asked;
  if (!MANUFACTURER.test(manufacturerCode)) return refuse('EngParameterEx', 'a manufacturer’s code has two or four digits');
  const test = tests[type];
  const [made] = makeMeterTest({ manufacturerCode, test }).tokens;
  if (!made) throw new Error(`no token tests ${test}`);
  const issue = {
    desc: test.replaceAll('-', ' '),
    ...(meterType && { meterType }),
    token: { type: 'STS1Token', stsCipher: made.token },
  } as const;
  return { element: 'nonMeterSpecificEngResp', body: { ...answered(call, clock, 'Meter test'), ...issueIn(type, issue) } };
}

type Issue = Pick<Extract<Written<'TestAllResp'>['testAll'], object>, 'desc' | 'meterType' | 'token'>;

/** Each answer has the token in a part of its own. */
function issueIn(type: TestedReq['type'], issue: Issue) {
  switch (type) {
    case 'TestAllReq':
      return { type: 'TestAllResp', testAll: issue } as const;
    case 'TestBreakerReq':
      return { type: 'TestBreakerResp', testBreaker: issue } as const;
    case 'TestDisplayReq':
      return { type: 'TestDisplayResp', testDisp: issue } as const;
    case 'DispConsTotReq':
      return { type: 'DispConsTotResp', dispConsTot: issue } as const;
    case 'DispRegistersReq':
      return { type: 'DispRegistersResp', dispRegisters: issue } as const;
    case 'DispKRNReq':
      return { type: 'DispKRNResp', dispKRN: issue } as const;
    case 'DispTIReq':
      return { type: 'DispTIResp', dispTI: issue } as const;
    case 'DispPwrLmtReq':
      return { type: 'DispPwrLmtResp', dispPwrLmt: issue } as const;
    case 'DispTamperReq':
      return { type: 'DispTamperResp', dispTamper: issue } as const;
    case 'DispInstPwrReq':
      return { type: 'DispInstPwrResp', dispInstPwr: issue } as const;
    case 'DispPhUnbalanceReq':
      return { type: 'DispPhUnbalanceResp', dispPhUnbalance: issue } as const;
    case 'DispVerReq':
      return { type: 'DispVerResp', dispVer: issue } as const;
  }
}
