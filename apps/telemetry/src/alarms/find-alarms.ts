import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import type { Alarm } from './alarm.js';
import type { AlarmFilter, AlarmRepository } from './alarm.repository.js';

export type AlarmQuery = PageQuery & Pick<AlarmFilter, 'meterNumber' | 'state'>;

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid()]));

/** The alarms of the caller's utility, newest first. */
export class FindAlarms {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly alarms: AlarmRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { limit, ...query }: AlarmQuery): Promise<Page<Alarm>> {
    const filter = { ...query, before: cursor.read(query.cursor), limit: limit + 1 };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.alarms.list(tx, filter));
    return pageOf(found, limit, ({ raisedAt, alarmId }) => cursor.write([raisedAt.toISOString(), alarmId]));
  }
}
