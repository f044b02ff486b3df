/** What was typed into a field of a form, without the spaces around it. */
export function formText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** The properties of a field that has to be filled in. */
export const needed = { required: true, withAsterisk: false, autoComplete: 'off' } as const;

/** A number as people type it, `1 200,50`, as the api takes it: `1200.50`. */
export const formDecimal = (form: FormData, name: string): string => formText(form, name).replaceAll(/\s/g, '').replace(',', '.');
