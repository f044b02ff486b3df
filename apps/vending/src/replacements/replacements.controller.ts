import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { ReplacementAnswer } from '@openprepay/contracts/http/vending-replacements';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { freeIssueToApi } from '../free-issues/free-issue-api.js';
import { meterToApi } from '../meters/meter-api.js';
import { isSettled } from '../vend/vend.js';
import { ReplaceMeter } from './replace-meter.js';
import type { ReplacedMeter } from './replacement.js';

const { replaceMeter } = vendingApi.endpoints;

@Controller()
export class ReplacementsController {
  constructor(@Inject(ReplaceMeter) private readonly replaceMeter: ReplaceMeter) {}

  /** 202 where the credit waits for a second person or for its token. */
  @Endpoint(replaceMeter)
  async replace(@Caller() caller: Principal, @Input() { params, body }: Input<typeof replaceMeter>): Promise<Reply<typeof replaceMeter>> {
    const { newMeterNumber, modelCode, unitsLeft, reason, ...keyData } = body;
    const replaced = await this.replaceMeter.execute(caller, { ...params, newMeterNumber, modelCode, unitsLeft, reason, keyData });
    const headers = present({ 'idempotency-replayed': replaced.replayed ? ('true' as const) : undefined });
    return answer(isDone(replaced) ? 201 : 202, toApi(replaced), headers);
  }
}

const isDone = ({ credit }: ReplacedMeter): boolean =>
  !credit || (credit.issue.decision !== undefined && !(credit.vend && !isSettled(credit.vend)));

const toApi = ({ replacement, newMeter, credit }: ReplacedMeter): ReplacementAnswer => ({
  replacementId: replacement.replacementId,
  meterNumber: replacement.meterNumber,
  newMeter: meterToApi(newMeter),
  reason: replacement.reason,
  replacedBy: replacement.replacedBy,
  replacedAt: replacement.replacedAt.toISOString(),
  ...present({ credit: credit && freeIssueToApi(credit.issue, credit.vend) }),
});
