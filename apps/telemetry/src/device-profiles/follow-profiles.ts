import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { filtersOf } from '../dialects/device-dialects.js';
import type { MeterDirectory } from '../meters/meter-directory.js';
import type { DeviceProfileRepository } from './device-profile.repository.js';

/** Where topics are listened to. */
export interface Listening {
  /** From here on these too, also after the connection was lost. */
  hear(filters: readonly string[]): Promise<void>;
}

/** Listens to the topics of every profile, and reads by what each says now, also where another instance was told. */
export class FollowProfiles {
  private version: string | undefined;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: DeviceProfileRepository,
    private readonly listening: Listening,
    private readonly directory: MeterDirectory,
  ) {}

  /** @returns how many topic filters there are */
  async execute(): Promise<number> {
    const [spoken, version] = await this.unitOfWork.run(
      ALL_UTILITIES,
      async (tx) => [await this.profiles.spoken(tx), await this.profiles.version(tx)] as const,
    );
    const filters = [...new Set(spoken.flatMap(filtersOf))];
    await this.listening.hear(filters);
    if (version !== this.version) this.directory.forgetAll();
    this.version = version;
    return filters.length;
  }
}
