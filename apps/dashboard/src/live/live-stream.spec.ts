import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';
import { describe, expect, it } from 'vitest';
import { LiveStream } from './live-stream.js';

const at = new Date('2026-01-02T03:04:05Z');
const presence = (nth: number): LiveStreamEvent => ({
  event: 'presence',
  data: { at, meterNumber: String(10_000_000_000 + nth), online: true },
});

/** A stream of as many connections as there are lists of events; each is lost when its list ends. */
function played(connections: readonly (readonly LiveStreamEvent[])[]) {
  const frames: (() => void)[] = [];
  const waiting = [...connections];
  let back = 0;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const live = new LiveStream({
    open: async () => {
      const events = waiting.shift();
      if (events === undefined) throw new Error('the server is away');
      return (async function* () {
        yield* events;
      })();
    },
    onBack: () => back++,
    pause: async () => {
      if (waiting.length > 0) return;
      end();
      await new Promise(() => undefined);
    },
    nextFrame: (draw) => frames.push(draw),
  });
  return { live, frames, back: () => back, ended };
}

describe('the live stream', () => {
  it('hands out all that came between two drawings at once, in order, however much it was', async () => {
    const events = Array.from({ length: 300 }, (_, nth) => presence(nth));
    const { live, frames, ended } = played([events]);
    const heard: (readonly LiveStreamEvent[])[] = [];
    live.listen((some) => heard.push(some));

    live.start();
    await ended;
    expect([frames.length, heard]).toEqual([1, []]);
    frames[0]!();

    expect(heard).toEqual([events]);
  });

  it('says that it is lost, opens itself again, and has everything read anew that was missed', async () => {
    const { live, back, ended } = played([[presence(1)], [presence(2)]]);
    const states: string[] = [];
    live.watch(() => states.push(live.state()));

    live.start();
    await ended;

    expect(states).toEqual(['live', 'lost', 'live', 'lost']);
    expect(back()).toBe(1);
  });

  it('is nothing that anybody waits for once nobody looks', async () => {
    const { live, ended } = played([[presence(1)]]);
    live.start();
    await ended;
    live.stop();

    expect(live.state()).toBe('connecting');
  });
});
