const HEALTH_EVERY_MS = 5_000;
const RECONNECT_MS = 3_000;
const MAX_EVENTS = 50;
const KINDS = ['vend', 'vend-failed', 'delivery', 'alarm', 'presence', 'meter-event'];
const LABELS = {
  vends: 'Vends',
  failedVends: 'Failed vends',
  tokensAccepted: 'Tokens credited',
  tokensRejected: 'Tokens refused',
  alarms: 'Alarms',
};
const SHOWN_ELSEWHERE = new Set(['at', 'meterNumber']);

const byId = (id) => document.getElementById(id);
const element = (name, text) => Object.assign(document.createElement(name), { textContent: text });
const row = (...cells) => {
  const made = document.createElement('tr');
  made.append(...cells.map((cell) => element('td', cell)));
  return made;
};

// Kept in memory only: closing the page signs out.
let accessToken;
let source;

async function showHealth() {
  try {
    const { status, services } = await (await fetch('/api/health')).json();
    byId('summary').textContent = status === 'ready' ? 'Everything is ready.' : 'Not everything is ready.';
    byId('services').replaceChildren(...Object.entries(services).map(([name, state]) => row(name, state)));
  } catch {
    byId('summary').textContent = 'The gateway does not answer.';
  }
}

async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
  });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(`${answer.detail} (${answer.code})`), { status: response.status });
  return answer;
}

function signOut(message = '') {
  accessToken = undefined;
  source?.close();
  byId('live').hidden = true;
  byId('sign-in').hidden = false;
  byId('message').textContent = message;
}

async function signIn(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const { username, password } = Object.fromEntries(new FormData(form));
  try {
    ({ accessToken } = await post('/api/auth/token', { username, password }));
    form.reset();
    form.hidden = true;
    byId('who').textContent = username;
    byId('live').hidden = false;
    byId('message').textContent = '';
    await openStream();
  } catch (error) {
    signOut(error.message);
  }
}

async function openStream() {
  if (!accessToken) return;
  try {
    const { ticket } = await post('/api/stream/ticket');
    source = new EventSource(`/api/stream?ticket=${encodeURIComponent(ticket)}`);
  } catch (error) {
    if (error.status === 401 || error.status === 403) signOut(error.message);
    else setTimeout(openStream, RECONNECT_MS);
    return;
  }
  source.onopen = () => (byId('connection').textContent = 'Connected.');
  // A ticket opens one stream, so the browser's own way of coming back would be refused.
  source.onerror = () => {
    source.close();
    byId('connection').textContent = 'Connection lost; trying again…';
    setTimeout(openStream, RECONNECT_MS);
  };
  source.addEventListener('counters', ({ data }) => showCounters(JSON.parse(data)));
  for (const kind of KINDS) source.addEventListener(kind, ({ data }) => showEvent(kind, JSON.parse(data)));
}

function showCounters(counters) {
  const items = Object.entries(LABELS).map(([name, label]) => [label, String(counters[name])]);
  const sold = Object.entries(counters.soldMinor).map(([currency, minor]) => [`Sold, ${currency} smallest unit`, minor]);
  byId('counters').replaceChildren(...[...items, ...sold].flatMap(([label, value]) => [element('dt', label), element('dd', value)]));
}

function showEvent(kind, event) {
  const details = Object.entries(event).filter(([name]) => !SHOWN_ELSEWHERE.has(name));
  const text = details.map(([name, value]) => `${name}: ${value}`).join(', ');
  const events = byId('events');
  events.prepend(row(new Date(event.at).toLocaleTimeString(), kind, event.meterNumber ?? '', text));
  while (events.childElementCount > MAX_EVENTS) events.lastElementChild.remove();
}

byId('sign-in').addEventListener('submit', signIn);
byId('sign-out').addEventListener('click', () => signOut());
await showHealth();
setInterval(showHealth, HEALTH_EVERY_MS);
