import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { AlarmRule } from './alarm-rule.js';
import type { AlarmRuleRepository } from './alarm-rule.repository.js';

/** What is an alarm in the caller's utility: a rule of each kind. */
export class FindAlarmRules {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly rules: AlarmRuleRepository,
  ) {}

  async execute(caller: Principal): Promise<readonly AlarmRule[]> {
    return Object.values(await this.unitOfWork.run(caller.utility, (tx) => this.rules.all(tx)));
  }
}
