import type { CorrectionState } from '@openprepay/contracts/http/billing-corrections';
import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Correction } from './correction.js';
import type { CorrectionRepository } from './correction.repository.js';

export interface CorrectionQuery extends PageQuery {
  readonly state?: CorrectionState | undefined;
}

const cursor = cursorOf(z.tuple([z.uuid()]));

/** What has been asked for at the caller's utility and what became of it, newest first. */
export class FindCorrections {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly corrections: CorrectionRepository,
  ) {}

  /** @throws {BillingError} `billing.correction_unknown` */
  async one({ utility }: Principal, { correctionId }: { readonly correctionId: string }): Promise<Correction> {
    return this.unitOfWork.run(utility, (tx) => this.corrections.require(tx, correctionId));
  }

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ utility }: Principal, { state, limit, ...query }: CorrectionQuery): Promise<Page<Correction>> {
    const [before] = cursor.read(query.cursor) ?? [];
    const found = await this.unitOfWork.run(utility, (tx) => this.corrections.list(tx, { state, before, limit: limit + 1 }));
    return pageOf(found, limit, ({ correctionId }) => cursor.write([correctionId]));
  }
}
