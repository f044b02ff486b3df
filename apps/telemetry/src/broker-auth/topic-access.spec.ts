import { describe, expect, it } from 'vitest';
import { topicsOfMeter } from '../dialects/topics-of-meter.js';
import { meterMayUse as mayUse, type TopicAction } from './topic-access.js';

const METER = '07000000017';
const meterMayUse = (meterNumber: string, action: TopicAction, topic: string): boolean => mayUse(meterNumber, { action, topic });

describe('meterMayUse', () => {
  it.each(['readings', 'events', 'token-results', 'command-results', 'state'])(
    'lets a meter publish its %s and not listen there',
    (leaf) => {
      expect(meterMayUse(METER, 'publish', `meters/${METER}/${leaf}`)).toBe(true);
      expect(meterMayUse(METER, 'subscribe', `meters/${METER}/${leaf}`)).toBe(false);
    },
  );

  it.each(['tokens', 'commands'])('lets a meter listen to its %s and not publish there', (leaf) => {
    expect(meterMayUse(METER, 'subscribe', `meters/${METER}/${leaf}`)).toBe(true);
    expect(meterMayUse(METER, 'publish', `meters/${METER}/${leaf}`)).toBe(false);
  });

  it.each([
    'meters/07000000025/tokens',
    'meters/+/tokens',
    'meters/#',
    '#',
    '+/+/tokens',
    `meters/${METER}/+`,
    `meters/${METER}/#`,
    `meters/${METER}/tokens/x`,
    `$share/g/meters/${METER}/tokens`,
    `/meters/${METER}/tokens`,
    '',
  ])('refuses %s', (topic) => {
    expect(meterMayUse(METER, 'subscribe', topic)).toBe(false);
    expect(meterMayUse(METER, 'publish', topic)).toBe(false);
  });
});

describe('topicsOfMeter', () => {
  it('is what meterMayUse allows, written out', () => {
    const topics = topicsOfMeter(METER);
    expect(topics).toHaveLength(7);
    for (const { action, topic } of topics) {
      expect(meterMayUse(METER, action, topic)).toBe(true);
      expect(meterMayUse(METER, action === 'publish' ? 'subscribe' : 'publish', topic)).toBe(false);
    }
  });
});
