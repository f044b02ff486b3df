export const en = { one: 'Vendor {{name}}' };
