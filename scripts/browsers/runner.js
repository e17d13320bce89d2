// Runs in every frame: makes the requests that it is told to make, and says what script can see of the answers.
'use strict';

const asString = (value) => {
  if (typeof value === 'string') return value;
  if (value.b64 !== undefined) return atob(value.b64);
  if (value.repeat !== undefined) return asString(value.repeat).repeat(value.times);
  return value.concat.map(asString).join('');
};

const asBytes = (value) => Uint8Array.from(asString(value), (character) => character.charCodeAt(0));

const bodyOf = (described) => {
  if (described === undefined) return undefined;
  const { kind = 'text', bytes = '', type } = typeof described === 'object' && described.kind ? described : { bytes: described };
  const makers = {
    text: () => asString(bytes),
    urlencoded: () => new URLSearchParams(asString(bytes)),
    form: () => { const form = new FormData(); form.append('field', asString(bytes)); return form; },
    blob: () => new Blob([asBytes(bytes)], type === undefined ? {} : { type }),
    buffer: () => asBytes(bytes).buffer,
    stream: () => new ReadableStream({ start(controller) { controller.enqueue(asBytes(bytes)); controller.close(); } }),
  };
  return makers[kind]();
};

const byFetch = async (request) => {
  const body = bodyOf(request.body);
  try {
    const response = await fetch(request.url, {
      method: request.method ?? 'GET',
      headers: (request.headers ?? []).map(([name, value]) => [name, asString(value)]),
      credentials: request.credentials ?? 'same-origin',
      mode: request.mode ?? 'cors',
      redirect: request.redirect ?? 'follow',
      ...(body !== undefined && { body }),
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    });
    if (response.type.startsWith('opaque')) return { outcome: 'opaque' };
    return { outcome: 'allow', readable: [...response.headers.keys()].sort() };
  } catch (error) {
    return { outcome: 'block', error: String(error) };
  }
};

const byXhr = (request) => new Promise((resolve) => {
  const xhr = new XMLHttpRequest();
  const names = () => xhr.getAllResponseHeaders().split('\r\n').filter(Boolean).map((line) => line.split(':')[0]);
  xhr.onload = () => resolve({ outcome: 'allow', readable: [...new Set(names())].sort() });
  xhr.onerror = () => resolve({ outcome: 'block' });
  try {
    xhr.open(request.method ?? 'GET', request.url);
    xhr.withCredentials = request.credentials === 'include';
    for (const [name, value] of request.headers ?? []) xhr.setRequestHeader(name, asString(value));
    if (request.upload_listener) xhr.upload.onprogress = () => {};
    xhr.send(bodyOf(request.body));
  } catch (error) {
    resolve({ outcome: 'block', error: String(error) });
  }
});

const byMarkup = (request) => new Promise((resolve) => {
  const script = document.createElement('script');
  if ((request.mode ?? 'cors') === 'cors')
    script.crossOrigin = request.credentials === 'include' ? 'use-credentials' : 'anonymous';
  script.onload = () => resolve({ outcome: script.crossOrigin === null ? 'opaque' : 'allow' });
  script.onerror = () => resolve({ outcome: 'block' });
  script.src = request.url;
  document.head.append(script);
});

const perform = { fetch: byFetch, xhr: byXhr, markup: byMarkup };
performance.setResourceTimingBufferSize(1e6);

// Whether the page may read the times of its last request for that URL (Timing-Allow-Origin).
const timingIsOpen = async (url, since) => {
  const wanted = new URL(url);
  wanted.hash = '';
  for (let turn = 0; turn < 20; ++turn) {
    const entries = performance.getEntriesByType('resource')
      .filter((entry) => entry.name.split('#')[0] === wanted.href && entry.startTime >= since);
    if (entries.length > 0) return entries.at(-1).requestStart > 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return null;
};

addEventListener('message', async ({ data, source }) => {
  if (data.request === undefined) return;
  const since = performance.now();
  const result = await perform[data.request.api ?? 'fetch'](data.request);
  if (result.outcome === 'allow') result.timing = await timingIsOpen(data.request.url, since);
  source.postMessage({ id: data.id, result }, '*');
});
if (parent !== self) parent.postMessage({ ready: true }, '*');
