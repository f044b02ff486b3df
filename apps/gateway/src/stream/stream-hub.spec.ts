import type { Principal } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import type { LiveEvent } from './live-event.js';
import { MAX_CLIENT_BACKLOG_BYTES, MAX_STREAMS_PER_SUBJECT, StreamHub, type StreamSink } from './stream-hub.js';

const operator: Principal = {
  subject: 's',
  username: 'u',
  utility: 'north',
  currency: 'USD',
  timeZone: 'UTC',
  roles: ['operator'],
  platform: false,
};
const sale: LiveEvent = { utility: 'north', kind: 'vend', at: '2026-01-02T03:04:05.000Z', data: { currency: 'KES', tenderMinor: '10000' } };

class Sink implements StreamSink {
  text = '';
  backlog = 0;
  state: 'new' | 'open' | 'ended' | 'destroyed' = 'new';
  open(): void {
    this.state = 'open';
  }
  write(text: string): void {
    this.text += text;
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

    expect(first.text).toContain('event: vend\ndata: {"at":"2026-01-02T03:04:05.000Z","currency":"KES","tenderMinor":"10000"}\n\n');
    expect(second.text).toContain('"soldMinor":{"KES":"10000"}');
    expect(second.text).not.toContain('event: vend\n');
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
