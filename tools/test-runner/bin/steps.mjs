// What the steps before the tests took, in seconds, handed on from one to the next in `OPENPREPAY_STEPS`: `npm ci=50;lint=200`.

export const readSteps = ({ OPENPREPAY_STEPS: text = '' }) =>
  text
    .split(';')
    .filter(Boolean)
    .map((step) => step.split('='))
    .map(([name, seconds]) => ({ name, seconds: Number(seconds) }));

export const stepsAsText = (steps) => steps.map(({ name, seconds }) => `${name}=${seconds.toFixed(1)}`).join(';');
