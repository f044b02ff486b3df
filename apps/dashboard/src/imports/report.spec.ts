import { describe, expect, it } from 'vitest';
import { MOST_SHOWN, refusalsIn } from './report.js';

const HEADER = 'row,column,code,message,value\r\n';

describe('the report of an import', () => {
  it('is told row by row, cells in quotes as what stands in them', () => {
    const report = `${HEADER}2,meterNumber,vending.meter_exists,"it is there, already","say ""hello""\nagain"\r\n7,,import.row_cells,three cells,\r\n`;
    expect(refusalsIn(report)).toEqual([
      { row: '2', column: 'meterNumber', code: 'vending.meter_exists', message: 'it is there, already', value: 'say "hello"\nagain' },
      { row: '7', column: '', code: 'import.row_cells', message: 'three cells', value: '' },
    ]);
  });

  it('may say nothing', () => {
    expect(refusalsIn(HEADER)).toEqual([]);
    expect(refusalsIn('')).toEqual([]);
  });

  it('is shown in part where it is long', () => {
    expect(refusalsIn(HEADER + '3,a,b,c,d\n'.repeat(50_000))).toHaveLength(MOST_SHOWN);
  });
});
