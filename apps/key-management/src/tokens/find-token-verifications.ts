import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { TokenVerificationRepository } from './token-verification.repository.js';
import type { TokenVerification } from './token-verification.js';

const cursor = cursorOf(z.tuple([z.uuid()]));

/** Who had which meter's token opened in the caller's utility, the latest first. */
export class FindTokenVerifications {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly verifications: TokenVerificationRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, query: PageQuery): Promise<Page<TokenVerification>> {
    const [beforeId] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.verifications.list(tx, beforeId, query.limit + 1));
    return pageOf(found, query.limit, (last) => cursor.write([last.id]));
  }
}
