import { describe, expect, it } from 'vitest';
import { PARTS, readOptions } from './bench-options.js';

describe('readOptions', () => {
  it('measures all that is quick unless told what, in the order that keeps the ceilings first', () => {
    expect(readOptions([]).parts).toEqual(
      PARTS.filter((part) => part !== 'recovery' && part !== 'backlog' && part !== 'campaign' && part !== 'fleet' && part !== 'imports'),
    );
    expect(readOptions(['recovery', '--kafka', 'apache'])).toMatchObject({ parts: ['recovery'], kafka: 'apache', kills: 20 });
    expect(readOptions(['readings', '--mqtt', 'mosquitto'])).toMatchObject({ kafka: 'embedded', mqtt: 'mosquitto' });
    expect(readOptions(['vends', 'postgres', '--seconds', '3', '--warm-up', '4'])).toMatchObject({
      parts: ['postgres', 'vends'],
      seconds: 3,
      warmUpSeconds: 4,
    });
  });

  it('kills every part unless told which, in the order that each is killed in', () => {
    expect(readOptions(['recovery']).killed).toHaveLength(8);
    expect(readOptions(['recovery', '--killed', 'kafka,vending']).killed).toEqual(['vending', 'kafka']);
    expect(() => readOptions(['recovery', '--killed', 'vending,till'])).toThrow('usage');
  });

  it('has a meter for every connection', () => {
    expect(readOptions(['--meters', '5', '--connections', '50'])).toMatchObject({ meters: [50], connections: 50 });
  });

  it('registers each meter that is to be connected, beside those that are sold to', () => {
    expect(readOptions(['fleet', '--registered', '10', '--sessions', '50'])).toMatchObject({ registered: 250, sessions: 50 });
    expect(readOptions(['fleet'])).toMatchObject({ registered: 1_000_000, sessions: 100_000 });
  });

  it('takes several numbers of meters, in their order and each once', () => {
    expect(readOptions(['--meters', '1000000,1000,1000']).meters).toEqual([1_000, 1_000_000]);
  });

  it('compares with the report of another run, or two that are there', () => {
    expect(readOptions(['vends', '--compare', 'before.json', '--worsening', '5'])).toMatchObject({ compare: 'before.json', worsening: 5 });
    expect(() => readOptions(['--report', 'after.json'])).toThrow('usage');
  });

  it.each([
    ['speed'],
    ['--seconds', '0'],
    ['--seconds', 'ten'],
    ['--sellers', '1.5'],
    ['--fast'],
    ['--kafka', 'rabbit'],
    ['--mqtt', 'carrier-pigeon'],
    ['--door', 'window'],
    ['--meters', '1,x'],
  ])('refuses %s %s', (...args) => {
    expect(() => readOptions(args)).toThrow('usage');
  });
});
