import { expect, it } from 'vitest';
import { locationIn } from './location.js';

const formOf = (lat: string, lon: string): FormData => {
  const form = new FormData();
  form.set('lat', lat);
  form.set('lon', lon);
  return form;
};

it('reads a place as people write it', () => {
  expect(locationIn(formOf('-1,2921', '36.8219'))).toEqual({ lat: -1.2921, lon: 36.8219 });
});

it('knows no place where nothing was written, and takes half of one for none at zero', () => {
  expect(locationIn(formOf('', ''))).toBeNull();
  expect(locationIn(formOf('1', ''))).toEqual({ lat: 1, lon: Number.NaN });
});
