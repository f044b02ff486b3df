import type { Clock } from '@openprepay/persistence/clock';
import type { SecurityModuleRecord } from './security-module-record.js';
import type { SecurityModule } from './security-module.js';

/** How the security module is. */
export interface SecurityModuleState {
  readonly kind: SecurityModule['kind'];
  readonly healthy: boolean;
  /** Why it is not; undefined while it is. */
  readonly problem: string | undefined;
  readonly operations: number;
  readonly errors: number;
  /** When it last did what it must; undefined before the first time. */
  readonly lastSelfTestAt: Date | undefined;
  readonly sampleTables: boolean;
}

/** Has the security module do what issuing takes, with values that are nobody's. */
export class CheckSecurityModule {
  private lastSelfTestAt: Date | undefined;

  constructor(
    private readonly module: SecurityModule,
    private readonly record: SecurityModuleRecord,
    private readonly clock: Clock,
  ) {}

  /** @throws while it cannot issue, with what is wrong */
  async check(): Promise<void> {
    await this.module.selfTest();
    this.lastSelfTestAt = this.clock.now();
  }

  /** As it is now. */
  async execute(): Promise<SecurityModuleState> {
    const problem = await this.check().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : 'the self-test failed'),
    );
    const { kind, usesSampleTables } = this.module;
    return {
      kind,
      healthy: problem === undefined,
      problem,
      ...this.record.counts(),
      lastSelfTestAt: this.lastSelfTestAt,
      sampleTables: usesSampleTables,
    };
  }
}
