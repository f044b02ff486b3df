import { type FleetState, writeState } from './state-file.js';

/** Saves the fleet's memory: soon after a change, and at once for those who wait for it. Saves never overlap. */
export class StateKeeper {
  private dirty = false;
  private saving: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly file: string | undefined,
    private readonly snapshot: () => FleetState,
    private readonly delayMs: number,
  ) {}

  /** Something changed that may be lost with a crash: readings, consumption. */
  changed(): void {
    this.dirty = true;
    this.timer ??= setTimeout(() => void this.save(), this.delayMs);
  }

  /** Resolves once everything up to now is on disk: a token is answered only after the meter will remember it. */
  async save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.dirty = true;
    const running = this.saving;
    if (running) await running;
    this.saving ??= this.write().finally(() => (this.saving = undefined));
    await this.saving;
  }

  private async write(): Promise<void> {
    if (this.file === undefined || !this.dirty) return;
    this.dirty = false;
    await writeState(this.file, this.snapshot());
  }
}
