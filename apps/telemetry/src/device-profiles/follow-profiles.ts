import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { filtersOf } from '../dialects/device-dialects.js';
import type { DeviceProfileRepository } from './device-profile.repository.js';

/** Where topics are listened to. */
export interface Listening {
  /** From here on these too, also after the connection was lost. */
  hear(filters: readonly string[]): Promise<void>;
}

/** Listens to the topics of every profile, those that another instance was told of too. */
export class FollowProfiles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: DeviceProfileRepository,
    private readonly listening: Listening,
  ) {}

  /** @returns how many topic filters there are */
  async execute(): Promise<number> {
    const spoken = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.profiles.spoken(tx));
    const filters = [...new Set(spoken.flatMap(filtersOf))];
    await this.listening.hear(filters);
    return filters.length;
  }
}
