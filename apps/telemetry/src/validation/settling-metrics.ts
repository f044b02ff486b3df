import { gauge } from '@openprepay/runtime/metrics';

/** How far the sums lie behind the points. */
export class SettlingMetrics {
  private readonly wait = gauge({
    name: 'telemetry_hours_oldest_wait_seconds',
    help: 'How long the oldest hour has waited that is not summed up; 0 where none waits',
  });

  waits(ms: number): void {
    this.wait.set(ms / 1_000);
  }
}
