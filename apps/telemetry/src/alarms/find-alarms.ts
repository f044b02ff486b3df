import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { TelemetryError } from '../telemetry-error.js';
import type { Alarm } from './alarm.js';
import type { AlarmFilter, AlarmRepository } from './alarm.repository.js';

export type AlarmQuery = PageQuery &
  Partial<Omit<AlarmFilter, 'before' | 'limit' | 'outsideStorms'>> & { readonly outsideStorms?: 'true' | 'false' | undefined };

const cursor = cursorOf(z.tuple([z.iso.datetime(), z.uuid(), z.int().min(1).max(4)]));

/** The alarms of the caller's utility, newest first, or the open ones by what must be looked at first. */
export class FindAlarms {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly alarms: AlarmRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` @throws {TelemetryError} `telemetry.order_invalid` */
  async execute(caller: Principal, { limit, order = 'newest', ...query }: AlarmQuery): Promise<Page<Alarm>> {
    const state = query.state ?? (order === 'severity' ? 'open' : undefined);
    if (order === 'severity' && state !== 'open')
      throw new TelemetryError('telemetry.order_invalid', 'only open alarms are listed by their severity');
    const filter = {
      ...query,
      outsideStorms: query.outsideStorms === 'true',
      state,
      order,
      before: cursor.read(query.cursor),
      limit: limit + 1,
    };
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.alarms.list(tx, filter));
    return pageOf(found, limit, ({ raisedAt, alarmId, severity }) => cursor.write([raisedAt.toISOString(), alarmId, severity]));
  }
}
