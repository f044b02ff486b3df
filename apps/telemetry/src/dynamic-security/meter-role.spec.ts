import { describe, expect, it } from 'vitest';
import { meterMayUse } from '../broker-auth/topic-access.js';
import { meterRole } from './meter-role.js';

const METER = '07000000017';

describe('meterRole', () => {
  const { acls } = meterRole(METER);

  it('allows what the HTTP authoriser allows, and nothing beside it', () => {
    const spoken = acls.filter(({ acltype }) => acltype === 'publishClientSend').map(({ topic }) => topic);
    const heard = acls.filter(({ acltype }) => acltype === 'subscribeLiteral').map(({ topic }) => topic);

    expect(spoken).toHaveLength(5);
    expect(heard).toHaveLength(2);
    for (const topic of spoken) expect(meterMayUse(METER, { action: 'publish', topic })).toBe(true);
    for (const topic of heard) expect(meterMayUse(METER, { action: 'subscribe', topic })).toBe(true);
  });

  it('lets a meter be sent exactly what it may subscribe to', () => {
    const topicsOf = (type: string): readonly string[] => acls.filter(({ acltype }) => acltype === type).map(({ topic }) => topic);

    expect(topicsOf('publishClientReceive')).toEqual(topicsOf('subscribeLiteral'));
    expect(topicsOf('unsubscribeLiteral')).toEqual(topicsOf('subscribeLiteral'));
  });

  it('names no topic with a wildcard', () => {
    expect(acls.filter(({ topic }) => /[+#$]/.test(topic))).toEqual([]);
  });
});
