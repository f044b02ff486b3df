import type { Principal, Role } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import type { CustodianRequest } from './custodian-request.js';
import type { CustodianRequestRepository } from './custodian-request.repository.js';
import type { PublishCustodianChange } from './publish-custodian-change.js';

export interface Asking {
  readonly user: { readonly id: string; readonly username: string };
  /** What the user would hold. */
  readonly roles?: readonly Role[] | undefined;
  readonly passwordHash?: string | undefined;
}

/** Puts what one administrator may not decide alone before a second one. */
export class AskForCustodian {
  constructor(
    private readonly requests: CustodianRequestRepository,
    private readonly record: RecordAccountChange,
    private readonly publish: PublishCustodianChange,
    private readonly clock: Clock,
  ) {}

  /** @throws {GatewayError} `gateway.custodian_request_open` */
  async execute(tx: Tx, caller: Principal, { user, roles, passwordHash }: Asking): Promise<CustodianRequest> {
    const request: CustodianRequest = present({
      id: this.clock.newId(),
      utility: tx.utility,
      userId: user.id,
      username: user.username,
      state: 'awaiting-approval',
      roles,
      setsPassword: passwordHash !== undefined,
      passwordHash,
      requestedBy: caller.subject,
      requestedByName: caller.username,
      requestedAt: this.clock.now(),
    });
    await this.requests.insert(tx, request);
    await this.record.execute(tx, present({ actor: caller, user, change: 'custodian-asked', roles }));
    const requestedBy = caller.username;
    if (roles !== undefined) await this.publish.execute(tx, user, { change: 'asked', requestedBy });
    if (passwordHash !== undefined) await this.publish.execute(tx, user, { change: 'password-asked', requestedBy });
    return request;
  }
}
