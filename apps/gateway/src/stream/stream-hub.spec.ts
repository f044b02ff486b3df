import type { Principal } from '@openprepay/contracts/identity';
import { describe, expect, it } from 'vitest';
import { acceptedToken, completedVend, failedVend, raisedAlarm, rejectedToken } from '../../test/told-events.js';
import { toLiveEvent } from './live-event.js';
import { MAX_CLIENT_BACKLOG_BYTES, MAX_STREAMS_PER_SUBJECT, StreamHub, type StreamSink } from './stream-hub.js';

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
