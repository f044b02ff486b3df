import { setTimeout } from 'node:timers/promises';
import { VendingError } from '../vending-error.js';
import type { SandboxMeter } from './sandbox-meters.js';

export interface HoldSettings {
  /** How long a slow meter's answer is held. */
  readonly slowMs: number;
  /** How long that of a silent one, which is then no answer. */
  readonly silenceMs: number;
}

/** Answers that are held at the same time; beyond that nobody waits. */
const MAX_HELD = 64;

/** Holds what a till is told, where its meter is slow or silent: what was sold stands all the same. */
export class HoldAnswer {
  private held = 0;

  constructor(private readonly settings: HoldSettings) {}

  /** @throws {VendingError} `vending.sandbox_silent` at the end of a silence */
  async execute(meter: SandboxMeter | undefined): Promise<void> {
    if (meter?.behaviour === 'slow') await this.hold(this.settings.slowMs);
    if (meter?.behaviour !== 'silent') return;
    await this.hold(this.settings.silenceMs);
    throw new VendingError('vending.sandbox_silent', 'this meter’s sales are not answered: ask for the last response');
  }

  private async hold(ms: number): Promise<void> {
    if (this.held >= MAX_HELD) return;
    this.held += 1;
    try {
      await setTimeout(ms, undefined, { ref: false });
    } finally {
      this.held -= 1;
    }
  }
}
