import type { Principal } from '@openprepay/contracts/identity';
import { describe, expect, it, vi } from 'vitest';
import {
  acceptedToken,
  begunStorm,
  changedPresence,
  completedVend,
  endedStorm,
  failedVend,
  grownStorm,
  leftAlarm,
  movedCampaign,
  raisedAlarm,
  rejectedToken,
  settledStorm,
} from '../../test/told-events.js';
import { toLiveEvent } from './live-event.js';
import { MAX_GATHERED_EVENTS } from './gathered-events.js';
import { CHUNK_EVERY_MS, MAX_CLIENT_BACKLOG_BYTES, MAX_STREAMS_PER_SUBJECT, StreamHub, type StreamSink } from './stream-hub.js';

const operator: Principal = {
  subject: 's',
  username: 'u',
  utility: 'main',
  currency: 'USD',
  timeZone: 'UTC',
  roles: ['operator'],
  platform: false,
};
const vendId = '0190f9c0-0000-7000-8000-000000000001';
const sale = toLiveEvent(completedVend({ vendId }))!;
const presence = (online: boolean) => toLiveEvent({ ...changedPresence(), data: { ...(changedPresence().data as object), online } })!;

class Sink implements StreamSink {
  text = '';
  chunks = 0;
  backlog = 0;
  state: 'new' | 'open' | 'ended' | 'destroyed' = 'new';
  open(): void {
    this.state = 'open';
  }
  write(text: string): void {
    this.text += text;
    this.chunks += 1;
  }
  backlogBytes(): number {
    return this.backlog;
  }
  end(): void {
    this.state = 'ended';
  }
  destroy(): void {
    this.state = 'destroyed';
  }
}

describe('StreamHub', () => {
  it('sends an event with its name, and the counters it changed to who comes after', () => {
    const hub = new StreamHub(() => 0);
    const [first, second] = [new Sink(), new Sink()];
    hub.join(operator, first);
    hub.publish(sale);
    hub.join(operator, second);

    expect(first.text).toContain('event: vend\ndata: {');
    expect(first.text).toContain(`"vendId":"${vendId}"`);
    expect(first.text).toContain('"tenderMinor":"10000","unitsTenths":"432","completedAt":"2026-01-02T03:04:05.000Z"');
    expect(second.text).toContain('"soldMinor":{"KES":"10000"}');
    expect(second.text).not.toContain('event: vend\n');
  });

  it('counts what happened in each utility', () => {
    const hub = new StreamHub(() => 0);
    const told = [completedVend(), completedVend({ currency: 'USD' }), completedVend(), failedVend(), acceptedToken(), rejectedToken()];
    for (const raw of [...told, raisedAlarm(), { ...raisedAlarm(), utility: 'south' }]) hub.publish(toLiveEvent(raw)!);
    const sink = new Sink();
    hub.join(operator, sink);

    const counters = JSON.parse(/event: counters\ndata: (.*)\n/.exec(sink.text)![1]!) as object;
    expect(counters).toEqual({
      since: '1970-01-01T00:00:00.000Z',
      vends: 3,
      failedVends: 1,
      soldMinor: { KES: '20000', USD: '10000' },
      tokensAccepted: 1,
      tokensRejected: 1,
      alarms: 1,
    });
  });

  it('counts the meters of a storm once: those that it began with, those that joined it, and not again those that it leaves', () => {
    const hub = new StreamHub(() => 0);
    for (const raw of [begunStorm(), grownStorm(), endedStorm(), leftAlarm(), raisedAlarm()]) hub.publish(toLiveEvent(raw)!);
    const sink = new Sink();
    hub.join(operator, sink);

    expect(sink.text).toContain('"alarms":51}');
  });

  it('drops a client that does not keep up, and only that one', () => {
    const hub = new StreamHub(() => 0);
    const [slow, quick] = [new Sink(), new Sink()];
    hub.join(operator, slow);
    hub.join(operator, quick);
    slow.backlog = MAX_CLIENT_BACKLOG_BYTES;
    hub.publish(sale);

    expect(slow.state).toBe('destroyed');
    expect(quick.text).toContain('event: vend\n');
    expect(hub.size).toBe(1);
  });

  it('gathers what happens, so that a browser is woken five times a second and told the newest of each meter', () => {
    vi.useFakeTimers();
    try {
      const hub = new StreamHub(() => Date.now());
      const sink = new Sink();
      hub.join(operator, sink);
      sink.chunks = 0;
      for (let event = 0; event < 3_000; event++) {
        hub.publish(event % 2 === 0 ? sale : presence(event % 4 === 1));
        vi.advanceTimersByTime(event % 3 === 0 ? 4 : 3);
      }
      vi.advanceTimersByTime(CHUNK_EVERY_MS);

      expect(sink.chunks).toBeLessThanOrEqual(51);
      expect(sink.text.split('event: vend\n')).toHaveLength(1_501);
      expect(sink.text.split('event: presence\n').length).toBeLessThanOrEqual(52);
      expect(sink.text.match(/"online":(\w+)/g)!.at(-1)).toBe('"online":false');
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells the newest of each campaign', () => {
    vi.useFakeTimers();
    try {
      const hub = new StreamHub(() => Date.now());
      const sink = new Sink();
      hub.join(operator, sink);
      hub.publish(sale);
      for (let issued = 0; issued < 10; issued++) hub.publish(toLiveEvent(movedCampaign({ issued }))!);
      vi.advanceTimersByTime(CHUNK_EVERY_MS);

      expect(sink.text.match(/"issued":\d/g)).toEqual(['"issued":9']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells the newest act on each storm, however many calls that took', () => {
    vi.useFakeTimers();
    try {
      const hub = new StreamHub(() => Date.now());
      const sink = new Sink();
      hub.join(operator, sink);
      hub.publish(sale);
      for (const what of ['acknowledged', 'acknowledged', 'cleared', 'cleared']) hub.publish(toLiveEvent(settledStorm({ what }))!);
      vi.advanceTimersByTime(CHUNK_EVERY_MS);

      expect(sink.text.match(/"what":"\w+"/g)).toEqual(['"what":"cleared"']);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells nothing of a campaign that is older than what it has told, in whatever order it comes', () => {
    let now = 0;
    const hub = new StreamHub(() => (now += CHUNK_EVERY_MS));
    const sink = new Sink();
    hub.join(operator, sink);
    const publish = (issued: number, more: object): void => hub.publish(toLiveEvent(movedCampaign({ issued }, more))!);

    publish(2, { revision: 2 });
    publish(1, { revision: 1 });
    publish(0, {});
    publish(3, { revision: 3 });
    publish(4, { revision: 1, campaignId: '0190f9c0-0000-7000-8000-0000000000cb' });

    expect(sink.text.match(/"issued":\d/g)).toEqual(['"issued":2', '"issued":3', '"issued":4']);
  });

  it('tells how much came faster than it can be told, and holds no more of it than a page can show', () => {
    vi.useFakeTimers();
    try {
      const hub = new StreamHub(() => Date.now());
      const sink = new Sink();
      hub.join(operator, sink);
      for (let event = 0; event < 1_001; event++) hub.publish(sale);
      vi.advanceTimersByTime(CHUNK_EVERY_MS);

      expect(sink.text.split('event: vend\n')).toHaveLength(MAX_GATHERED_EVENTS + 2);
      expect(sink.text).toContain(`event: skipped\ndata: {"events":${1_000 - MAX_GATHERED_EVENTS}}\n`);
      hub.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('bounds the streams of one subject, before anything is opened', () => {
    const hub = new StreamHub(() => 0);
    for (let count = 0; count < MAX_STREAMS_PER_SUBJECT; count++) hub.join(operator, new Sink());
    const refused = new Sink();

    expect(() => hub.join(operator, refused)).toThrow(expect.objectContaining({ code: 'gateway.stream_full' }));
    expect(refused.state).toBe('new');
    hub.join({ ...operator, subject: 'another' }, refused);
    expect(refused.state).toBe('open');
  });

  it('forgets who has left and ends the rest when it stops', () => {
    const hub = new StreamHub(() => 0);
    const [gone, staying] = [new Sink(), new Sink()];
    hub.join(operator, gone)();
    hub.join(operator, staying);
    hub.publish(sale);
    hub.stop();

    expect(gone.text).not.toContain('event: vend\n');
    expect(staying.state).toBe('ended');
    expect(hub.size).toBe(0);
  });
});
