import { describe, expect, it } from 'vitest';
import { ownTopic, saysMe, topicOfMe } from '../src/own-topic.js';

describe('ownTopic', () => {
  it('puts who speaks in the place of me, and nobody else', () => {
    expect(ownTopic('v1/devices/me/telemetry', '07000000017')).toBe('v1/devices/07000000017/telemetry');
    expect(ownTopic('v1/devices/07000000025/telemetry', '07000000017')).toBe('v1/devices/07000000025/telemetry');
    expect(ownTopic('v1/devices/mean/telemetry', '07000000017')).toBe('v1/devices/mean/telemetry');
    expect(saysMe('v1/devices/me')).toBe(false);
  });

  it('is undone for the one that calls itself me', () => {
    expect(topicOfMe('v1/devices/07000000017/rpc/request/1', '07000000017')).toBe('v1/devices/me/rpc/request/1');
    expect(topicOfMe('v1/devices/07000000025/rpc/request/1', '07000000017')).toBe('v1/devices/07000000025/rpc/request/1');
  });
});
