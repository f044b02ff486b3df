import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { RequestError } from '@openprepay/runtime/problem';
import { z } from 'zod';
import type { CustodianRequest, CustodianRequestState } from '../custodians/custodian-request.js';
import type { CustodianRequestRepository } from '../custodians/custodian-request.repository.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

export interface FindCustodianRequestsQuery extends PageQuery {
  readonly state?: CustodianRequestState | undefined;
  readonly utility?: string | undefined;
}

/** What waits for a second administrator, or did, newest first; of another utility for those who run the installation. */
export class FindCustodianRequests {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly requests: CustodianRequestRepository,
  ) {}

  /**
   * @throws {PersistenceError} `request.cursor_invalid`
   * @throws {RequestError} `auth.forbidden` for another utility
   */
  async execute(caller: Principal, query: FindCustodianRequestsQuery): Promise<Page<CustodianRequest>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const { state, limit, utility = caller.utility } = query;
    if (utility !== caller.utility && !caller.platform)
      throw new RequestError('auth.forbidden', 'another utility’s are for those who run the installation');
    const found = await this.unitOfWork.run(utility, (tx) => this.requests.list(tx, { state, before, limit: limit + 1 }));
    return pageOf(found, limit, (last) => cursor.write([last.id]));
  }
}
