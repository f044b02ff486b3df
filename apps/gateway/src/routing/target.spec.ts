import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aliasTarget, publicLocation, serviceTarget } from './target.js';

const refused = expect.objectContaining({ code: 'gateway.path_refused' });

describe('serviceTarget', () => {
  it.each([
    ['/api/vending/v1/vends', '/v1/vends'],
    ['/api/vending/v1/vends?meterNumber=1&x=%2e%2e/%2F', '/v1/vends?meterNumber=1&x=%2e%2e/%2F'],
    ['/api/vending/v1/vends/a%20b/receipt.pdf', '/v1/vends/a%20b/receipt.pdf'],
    ['/api/vending/v1/accounts/A-1.2_3~4', '/v1/accounts/A-1.2_3~4'],
    ['/api/vending/v1/...', '/v1/...'],
  ])('%s is %s', (url, target) => {
    expect(serviceTarget('vending', url)).toBe(target);
  });

  it.each([
    '/api/vending/v1',
    '/api/vending/v1/',
    '/api/vending/v2/vends',
    '/api/vending/metrics',
    '/api/vending/health/ready',
    '/api/vending/mqtt/auth',
    '/api/billing/v1/accounts',
    '/api/vending/v1/../metrics',
    '/api/vending/v1/vends/..',
    '/api/vending/v1/./vends',
    '/api/vending/v1/%2e%2e/metrics',
    '/api/vending/v1/%2E./metrics',
    '/api/vending/v1/.%2e/metrics',
    '/api/vending/v1/..%2fmetrics',
    '/api/vending/v1/a%2Fb',
    '/api/vending/v1/a%5cb',
    '/api/vending/v1/%252e%252e/metrics',
    '/api/vending/v1//metrics',
    '/api/vending/v1/vends/',
    '/api/vending/v1/a\\..\\metrics',
    '/api/vending/v1/a%00',
    '/api/vending/v1/a%0d%0aHost:x',
    '/api/vending/v1/a;b#c',
    '/api/vending/v1/ü',
    '/api/vending/v1/%zz',
    '/api/vending/%76%31/vends',
    'http://elsewhere/api/vending/v1/vends',
    `/api/vending/v1/${'a'.repeat(9_000)}`,
  ])('refuses %s', (url) => {
    expect(() => serviceTarget('vending', url)).toThrow(refused);
  });

  it('never lets a path out of /v1, whatever it is made of', () => {
    const piece = fc.constantFrom('..', '.', '/', '%2e', '%2f', '%5c', '\\', 'v1', 'metrics', '%25', 'a', '?', '#', ';');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const url = `/api/vending/v1/${pieces.join('')}`;
        let target: string;
        try {
          target = serviceTarget('vending', url);
        } catch {
          return true;
        }
        return new URL(target, 'http://service').pathname.startsWith('/v1/') && new URL(target, 'http://service').host === 'service';
      }),
    );
  });
});

describe('aliasTarget', () => {
  it('finds vending’s door for tills, and nothing beside it', () => {
    expect(aliasTarget('/xmlvend/conlog')).toBe('/v1/xmlvend/conlog');
    expect(aliasTarget('/xmlvend/conlog?wsdl')).toBe('/v1/xmlvend/conlog?wsdl');
    for (const url of ['/xmlvend/../vends', '/xmlvend/%2e%2e/vends', '/xmlvend//', '/xmlvend/a%2fb'])
      expect(() => aliasTarget(url)).toThrow(refused);
  });
});

describe('publicLocation', () => {
  it('maps a service’s own addresses and leaves others alone', () => {
    expect(publicLocation('vending', '/v1/vends/1')).toBe('/api/vending/v1/vends/1');
    expect(publicLocation('vending', 'https://elsewhere/v1/x')).toBe('https://elsewhere/v1/x');
  });
});
