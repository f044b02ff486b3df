import type { PageQuery } from '@openprepay/contracts/http/page';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { MeterReassignment } from './meter-reassignment.js';
import type { MeterReassignmentRepository } from './meter-reassignment.repository.js';

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** Who gave a number to whom, newest first. For those who run the installation. */
export class FindReassignments {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reassignments: MeterReassignmentRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute({ meterNumber, limit, ...query }: PageQuery & { readonly meterNumber: string }): Promise<Page<MeterReassignment>> {
    const filter = { meterNumber, before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.reassignments.list(tx, filter));
    return pageOf(found, limit, ({ reassignedAt, reassignmentId }) => cursor.write([reassignedAt.toISOString(), reassignmentId]));
  }
}
