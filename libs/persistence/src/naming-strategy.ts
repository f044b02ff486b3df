import { DefaultNamingStrategy } from 'typeorm';

/** `supplyGroupCode` → `supply_group_code`, unless the row class names its column itself. */
export const columnName = (propertyName: string, given?: string): string =>
  given ?? propertyName.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The one way in which rows are named: properties as the code writes them, columns as SQL writes them. */
export class SnakeNamingStrategy extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string | undefined): string {
    return columnName(propertyName, customName === '' ? undefined : customName);
  }
}
