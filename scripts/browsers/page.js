// The top page: takes scenarios from the server, has each step made by a frame of the origin it names, and reports.
'use strict';

const frames = new Map();
const waiting = new Map();
let requests = 0;

addEventListener('message', ({ data, source }) => {
  if (data.ready) {
    for (const frame of frames.values()) if (frame.element.contentWindow === source) frame.loaded();
  } else if (waiting.has(data.id)) {
    waiting.get(data.id)(data.result);
    waiting.delete(data.id);
  }
});

const frameOf = (origin) => {
  if (!frames.has(origin)) {
    const element = document.createElement('iframe');
    const opaque = origin === 'null';
    if (opaque) element.sandbox = 'allow-scripts';
    element.src = `${opaque ? '' : origin}/-/frame`;
    const frame = { element };
    frame.ready = new Promise((resolve) => { frame.loaded = resolve; });
    frames.set(origin, frame);
    document.body.append(element);
  }
  return frames.get(origin);
};

const inFrame = async (request) => {
  const frame = frameOf(request.origin);
  await frame.ready;
  const id = ++requests;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    frame.element.contentWindow.postMessage({ id, request }, '*');
  });
};

const tell = (path, value) => fetch(`/-/${path}`, { method: 'POST', body: JSON.stringify(value) }).then((response) => response.json());
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const runScenario = async ({ name, steps }) => {
  const began = performance.now();
  const results = [];
  for (const [index, { at_ms: at, request }] of steps.entries()) {
    await sleep(Math.max(0, at - (performance.now() - began)));
    await tell('begin', { name, step: index });
    results.push(await inFrame(request));
  }
  await tell('end', { name, results });
};

const worker = async () => {
  for (;;) {
    const scenario = await tell('next', {});
    if (scenario === null) return;
    if (scenario.wait_ms) await sleep(scenario.wait_ms);
    else await runScenario(scenario);
  }
};

(async () => {
  const { workers, warm_up_ms: warmUp } = await tell('hello', {});
  await sleep(warmUp);
  await Promise.all(Array.from({ length: workers }, worker));
  await tell('done', {});
})();
