import { Column, Entity, PrimaryColumn } from 'typeorm';
import { expect, it } from 'vitest';
import { columnName } from './naming-strategy.js';
import { among, columnNamesOf, columnsOf, unnested } from './sql.js';

@Entity('supply')
class SupplyRow {
  @PrimaryColumn('text')
  readonly supplyId!: string;

  @Column('text', { name: 'sgc' })
  readonly supplyGroupCode!: string;
}

it.each([
  ['supplyGroupCode', undefined, 'supply_group_code'],
  ['id', undefined, 'id'],
  ['supplyGroupCode', 'sgc', 'sgc'],
])('names the column of %s (given %s) %s', (property, given, column) => {
  expect(columnName(property, given)).toBe(column);
});

it('selects a row class so that a statement gives what TypeORM gives', () => {
  expect(columnsOf(SupplyRow, 's')).toBe('s.supply_id as "supplyId", s.sgc as "supplyGroupCode"');
  expect(columnsOf(SupplyRow, 'mine')).toBe('mine.supply_id as "supplyId", mine.sgc as "supplyGroupCode"');
});

it('tells the columns of a row class in their order', () => {
  expect(columnNamesOf(SupplyRow)).toEqual([
    { property: 'supplyId', column: 'supply_id' },
    { property: 'supplyGroupCode', column: 'sgc' },
  ]);
});

it('hides from the server how long an array is, which a plan for any length is made without', () => {
  expect(unnested(2, 'uuid', 'text')).toBe('unnest((select $2::uuid[]), (select $3::text[]))');
  expect(among(2, 'uuid')).toBe('any((select $2::uuid[])::uuid[])');
});
