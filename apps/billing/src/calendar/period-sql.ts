/** A column with the first of a month, as a period is written. */
export const monthText = (column: string): string => `to_char(${column}, 'YYYY-MM')`;

/** A period of the parameters as the first of its month. */
export const monthStart = (parameter: string): string => `(${parameter}::text || '-01')::date`;
