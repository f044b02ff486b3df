import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

type MemberEvent = { readonly assigned: number[] } | { readonly value: string };

/** A member of a consumer group in a process of its own. */
export class GroupMember {
  assigned: number[] | undefined;
  readonly values: string[] = [];

  private constructor(private readonly child: ChildProcess) {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const event = JSON.parse(line) as MemberEvent;
      if ('assigned' in event) this.assigned = event.assigned;
      else this.values.push(event.value);
    });
  }

  static start(broker: string, groupId: string, topic: string): GroupMember {
    const script = join(import.meta.dirname, 'group-member.mjs');
    return new GroupMember(spawn(process.execPath, [script, broker, groupId, topic], { stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  /** Ends it without a word to the broker. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const closed = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await closed;
  }
}
