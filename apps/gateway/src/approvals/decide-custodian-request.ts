import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES, inUtility } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { requireSecondPerson } from '@openprepay/runtime/second-person';
import type { RecordAccountChange } from '../account-changes/record-account-change.js';
import type { CustodianDecision, CustodianRequest } from '../custodians/custodian-request.js';
import type { CustodianRequestRepository } from '../custodians/custodian-request.repository.js';
import type { PublishCustodianChange } from '../custodians/publish-custodian-change.js';
import { GatewayError } from '../gateway-error.js';
import { changedUser } from '../users/user.js';
import type { UserRepository } from '../users/user.repository.js';
import { checkRoles } from '../users/user-roles.js';

const MINUTE_MS = 60_000;

export interface CustodianSettings {
  /** Minutes between an approval and the moment from which on it counts; and how long one must be an administrator to approve. */
  readonly delayMinutes: number;
}

/** A second administrator decides what a first one asked about a custodian. */
export class DecideCustodianRequest {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly requests: CustodianRequestRepository,
    private readonly users: UserRepository,
    private readonly record: RecordAccountChange,
    private readonly publish: PublishCustodianChange,
    private readonly settings: CustodianSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {GatewayError} `gateway.custodian_request_not_found`, `gateway.custodian_request_settled`, `gateway.second_person_required`,
   *   `gateway.own_account`, `gateway.roles_conflict`
   */
  async approve(caller: Principal, requestId: string): Promise<CustodianRequest> {
    const since = await this.administratorSince(caller);
    return this.decide(caller, requestId, async (tx, request) => {
      this.requireSecond(caller, request, since);
      const decidedAt = this.clock.now();
      const effectiveAt = new Date(decidedAt.getTime() + this.settings.delayMinutes * MINUTE_MS);
      const decided = await this.requests.decide(tx, requestId, { state: 'approved', effectiveAt, ...by(caller, decidedAt) });
      await this.take(tx, request, effectiveAt);
      await this.tell(tx, caller, { request, effectiveAt });
      return decided;
    });
  }

  /** Also for whoever asked: they take it back. @throws {GatewayError} `…custodian_request_not_found`, `…custodian_request_settled` */
  async refuse(
    caller: Principal,
    { requestId, reason }: { readonly requestId: string; readonly reason: string },
  ): Promise<CustodianRequest> {
    return this.decide(caller, requestId, async (tx, request) => {
      const decided = await this.requests.decide(tx, requestId, { state: 'refused', reason, ...by(caller, this.clock.now()) });
      await this.tell(tx, caller, { request, reason });
      return decided;
    });
  }

  /** Those who run the installation decide in any utility. */
  private decide(
    caller: Principal,
    requestId: string,
    work: (tx: Tx, request: CustodianRequest) => Promise<CustodianRequest>,
  ): Promise<CustodianRequest> {
    return this.unitOfWork.run(caller.platform ? ALL_UTILITIES : caller.utility, async (tx) => {
      const request = await this.requests.lock(tx, requestId);
      if (!request) throw new GatewayError('gateway.custodian_request_not_found', 'there is no such request');
      return inUtility(tx, request.utility, (own) => work(own, request));
    });
  }

  /** Somebody else than asked, not the user concerned, and no administrator made, or taken over by a password, for the purpose. */
  private requireSecond(caller: Principal, request: CustodianRequest, administratorSince: Date | undefined): void {
    if (caller.subject === request.userId)
      throw new GatewayError('gateway.own_account', 'another administrator must decide on your account');
    requireSecondPerson(caller, request, 'gateway.second_person_required');
    const latest = Math.min(request.requestedAt.getTime(), this.clock.now().getTime() - this.settings.delayMinutes * MINUTE_MS);
    if (administratorSince !== undefined && administratorSince.getTime() > latest)
      throw new GatewayError(
        'gateway.second_person_required',
        'you have been an administrator, or have had your password, for too short a time',
      );
  }

  /** Since when somebody has been the administrator they are, with the password they have; undefined for those of another issuer. */
  private async administratorSince({ utility, username, subject }: Principal): Promise<Date | undefined> {
    const user = await this.unitOfWork.run(utility, (tx) => this.users.findByUsername(tx, username));
    if (user?.id !== subject) return undefined;
    return user.rolesChangedAt > user.credentialChangedAt ? user.rolesChangedAt : user.credentialChangedAt;
  }

  private async take(tx: Tx, { userId, roles, passwordHash }: CustodianRequest, custodianFrom: Date): Promise<void> {
    const user = await this.users.lock(tx, userId);
    if (!user) throw new GatewayError('gateway.custodian_request_not_found', 'the user is no more');
    const changed = changedUser(user, { roles, passwordHash, custodianFrom }, this.clock.now());
    checkRoles(changed.roles, changed.platform);
    await this.users.update(tx, changed);
  }

  private async tell(
    tx: Tx,
    caller: Principal,
    { request, reason, effectiveAt }: { readonly request: CustodianRequest; readonly reason?: string; readonly effectiveAt?: Date },
  ): Promise<void> {
    const { requestedByName: requestedBy, roles } = request;
    const user = { id: request.userId, username: request.username };
    const approved = effectiveAt !== undefined;
    const change = approved ? 'custodian-approved' : 'custodian-refused';
    await this.record.execute(tx, present({ actor: caller, user, change, requestedBy, roles, reason }));
    const told = present({ requestedBy, approvedBy: approved ? caller.username : undefined, effectiveAt });
    if (roles !== undefined) await this.publish.execute(tx, user, { change: approved ? 'granted' : 'refused', ...told });
    if (request.setsPassword) await this.publish.execute(tx, user, { change: approved ? 'password-set' : 'password-refused', ...told });
  }
}

const by = ({ subject, username }: Principal, decidedAt: Date): Pick<CustodianDecision, 'decidedBy' | 'decidedByName' | 'decidedAt'> => ({
  decidedBy: subject,
  decidedByName: username,
  decidedAt,
});
