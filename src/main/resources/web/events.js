// Reads what the node tells as it happens. Not by EventSource: that cannot send the operator's token.

const AGAIN_AFTER_MS = 2000;
const SILENT_MS = 30000;

// Calls onEvent with each event, those that are kept first, and goes on for as long as the page is open.
export function followEvents(ask, onEvent) {
  let last = 0;
  follow(ask, () => `/api/events?after=${last}`, (event) => {
    last = event.id;
    onEvent(event);
  });
}

// Calls onPoints with what each server tells of its messages, until the result is called.
export function followTrace(ask, onPoints) {
  return follow(ask, () => "/api/trace", onPoints);
}

function follow(ask, path, onData) {
  const stop = new AbortController();
  read(ask, path, onData, stop);
  return () => stop.abort();
}

async function read(ask, path, onData, stop) {
  while (!stop.signal.aborted) {
    const end = new AbortController();
    stop.signal.addEventListener("abort", () => end.abort(), { once: true });
    try {
      const answer = await ask(path(), { Accept: "text/event-stream" }, end.signal);
      for await (const told of dataOf(answer.body, end)) onData(told);
    } catch {
      // It is down, or does not know this reader yet: the rest of the page says so.
    }
    await new Promise((later) => setTimeout(later, AGAIN_AFTER_MS));
  }
}

async function* dataOf(body, end) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    // A server that has vanished with its machine closes nothing.
    const silence = setTimeout(() => end.abort(), SILENT_MS);
    const { value, done } = await reader.read().finally(() => clearTimeout(silence));
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data: ")) yield JSON.parse(line.slice(6));
  }
}
