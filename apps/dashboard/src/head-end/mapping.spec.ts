import { describe, expect, it } from 'vitest';
import { mappingOf, registersOf, sourceOf, writtenRegisters } from './mapping.js';

describe('what a device calls its registers', () => {
  it('is written one a line, with a factor where it has one, and read back as it was', () => {
    const registers = { '1-0:1.8.0': { from: 'ENERGY.Total' }, '1-0:16.7.0': { from: 'ENERGY.Power', factor: '0.001' } };
    expect(writtenRegisters(registers)).toBe('1-0:1.8.0 = ENERGY.Total\n1-0:16.7.0 = ENERGY.Power * 0.001');
    expect(registersOf(`\n${writtenRegisters(registers)}\n\n`)).toEqual(registers);
  });

  it('may have equals signs and stars in its name', () => {
    expect(registersOf('1-0:1.8.0 = a=b*c')).toEqual({ '1-0:1.8.0': { from: 'a=b*c' } });
    expect(sourceOf('a * 2 * 3')).toEqual({ from: 'a * 2', factor: '3' });
  });

  it('is left out of a form where nothing was written', () => {
    expect(mappingOf(new FormData())).toEqual({});
  });
});
