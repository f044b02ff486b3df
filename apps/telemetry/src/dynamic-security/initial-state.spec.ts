import { describe, expect, it } from 'vitest';
import { admitService, dynamicSecurityState } from './initial-state.js';

const access = {
  username: 'telemetry',
  password: 'a-password-of-the-service',
  randomBytes: (size: number): Uint8Array => new Uint8Array(size).fill(7),
};
const empty = dynamicSecurityState.parse({});
const admitted = admitService(empty, access)!;

describe('admitService', () => {
  it('denies by default and lets the service listen to meters, speak to them, and command the plugin', () => {
    const { acls = [] } = admitted.roles[0]!;
    const topicsOf = (type: string): readonly string[] => acls.filter(({ acltype }) => acltype === type).map(({ topic }) => topic);

    expect(Object.values(admitted.defaultACLAccess!)).toEqual([false, false, false, false]);
    expect(topicsOf('publishClientSend')).toEqual(['#', '$CONTROL/dynamic-security/v1']);
    expect(topicsOf('subscribeLiteral')).toEqual(['$CONTROL/dynamic-security/v1/response']);
    expect(topicsOf('subscribePattern')).toEqual(['#']);
    expect(JSON.stringify(admitted)).not.toContain(access.password);
  });

  it('changes nothing where it is so already, in whatever order and with whatever the plugin has added', () => {
    const saved = structuredClone(admitted);
    saved.roles[0]!.acls = saved.roles[0]!.acls!.toReversed().map((acl) => ({ ...acl, priority: 0 }));

    expect(admitService(dynamicSecurityState.parse(saved), access)).toBeUndefined();
  });

  it.each([
    ['another password', { ...access, password: 'another-password-for-it' }],
    ['a shared group', { ...access, sharedGroup: 'telemetry' }],
  ])('follows %s and keeps the meters', (_change, now) => {
    const meter = { username: '07000000017', clientid: '07000000017', roles: [{ rolename: 'meter-07000000017' }] };
    const before = { ...admitted, clients: [...admitted.clients, meter], groups: [{ groupname: 'kept' }] };

    const after = admitService(before, now)!;

    expect(after.clients).toContainEqual(meter);
    expect(after['groups']).toEqual([{ groupname: 'kept' }]);
    expect(after.clients.filter(({ username }) => username === 'telemetry')).toHaveLength(1);
    expect(admitService(after, now)).toBeUndefined();
  });

  it.each([
    ['a default that allows', { defaultACLAccess: { ...admitted.defaultACLAccess, publishClientReceive: true } }],
    ['a disabled service', { clients: [{ ...admitted.clients[0]!, disabled: true }] }],
    ['a service with other roles', { clients: [{ ...admitted.clients[0]!, roles: [{ rolename: 'admin' }] }] }],
    ['a role with other rights', { roles: [{ ...admitted.roles[0]!, acls: [] }] }],
  ])('mends %s', (_wrong, part) => {
    expect(admitService({ ...admitted, ...part }, access)).toEqual(admitted);
  });
});
