// The guide beside the page of the cluster's state. In a demonstration its buttons make faults; the token for that is in
// the page's address behind the #, which is sent to nobody, and stays there for a reload.

const ASK_EVERY_MS = 2000;
const byId = (id) => document.getElementById(id);
const token = location.hash.slice(1);
const guide = byId("guide");
let servers = []; // of the demonstration: {port, node, state, cut, lossPercent}
let users = [];
let shown = ""; // the node whose page this is
let leader = "";
let active = undefined; // the step whose button was pressed last

const KINDS = { stop: "stopped", start: "started", freeze: "frozen", resume: "going on", drop: "losing 20 %", heal: "healed" };

function isDemo(is) {
  document.body.classList.toggle("demo", is);
  byId("more").hidden = !is;
  byId("operator").hidden = is;
}

async function state() {
  const answer = await fetch("/api/demo");
  if (!answer.ok) return false;
  show(await answer.json());
  return true;
}

function show(told) {
  ({ servers, users, shown } = told);
  for (const button of guide.querySelectorAll("[data-do]")) button.disabled = !todo(button.dataset.do);
  const cut = servers.find((server) => server.cut);
  const link = document.createElement("a");
  link.target = "_blank";
  link.rel = "noopener";
  if (cut) {
    link.href = `http://${location.hostname}:${cut.port + 20000}/`;
    link.textContent = `The page of :${cut.port} shows the other side.`;
  }
  byId("other-side").replaceChildren(...(cut ? [link] : []));
  showFaults();
}

// The one to cut off: not the server that this page shows, nor the leader if there is another one.
function target() {
  const running = servers.filter((server) => server.state === "running" && server.node !== shown);
  return running.find((server) => server.node !== leader) ?? running[0];
}

// What a button asks for, or nothing where there is nothing to do.
function todo(what) {
  const running = servers.filter((server) => server.state === "running");
  const stopped = servers.find((server) => server.state === "stopped");
  const leads = running.find((server) => server.node === leader);
  switch (what) {
    case "ask": return users.length ? `write/${users[0]}` : undefined;
    case "answer": return users.length ? `write/${users[1]}` : undefined;
    case "kill": return leads && running.length > 1 ? `stop/${leads.port}` : undefined;
    case "start": return stopped ? `start/${stopped.port}` : undefined;
    case "cut": return target() && !servers.some((server) => server.cut) ? `cut/${target().port}` : undefined;
    case "heal": return servers.some((server) => server.cut || server.lossPercent) ? `heal/${servers[0].port}` : undefined;
    default: throw new Error(what);
  }
}

async function act(path) {
  const answer = await fetch(`/api/demo/${path}`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
  const told = await answer.json();
  byId("done").textContent = answer.ok ? said(path) : told.error;
  if (answer.ok) show(told);
}

function said(path) {
  const [what, whom] = path.split("/");
  if (what === "write") return `${whom} has written.`;
  if (what === "cut") return `:${whom} is cut off from the others.`;
  return what === "heal" ? "The network is whole." : `:${whom} is ${KINDS[what]}.`;
}

// More faults.

function showFaults() {
  const rows = servers.map((server) => {
    const row = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = `:${server.port}`;
    const words = [server.state, server.cut && "cut", server.lossPercent && `loses ${server.lossPercent} %`];
    const how = document.createElement("td");
    how.textContent = words.filter(Boolean).join(", ");
    const acts = document.createElement("td");
    for (const [what, label, isPossible] of possible(server)) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.setAttribute("aria-label", `${label} :${server.port}`);
      button.disabled = !isPossible;
      button.dataset.path = `${what}/${server.port}`;
      acts.append(button);
    }
    row.append(name, how, acts);
    return row;
  });
  // A button that has the focus keeps it.
  const focused = document.activeElement?.dataset.path;
  byId("faults").replaceChildren(...rows);
  if (focused) byId("faults").querySelector(`[data-path="${focused}"]`)?.focus();
}

function possible(server) {
  const runs = server.state === "running";
  return [
    server.state === "stopped" ? ["start", "Start", true] : ["stop", "Stop", true],
    server.state === "frozen" ? ["resume", "Go on", true] : ["freeze", "Freeze", runs],
    ["drop", "Lose 20 %", runs && !server.lossPercent],
  ];
}

// What was seen since the last button.

function see(kind, word) {
  if (!active) return;
  for (const item of active.querySelectorAll(`.seen[data-of=${kind}] li`))
    if (item.dataset.word === word) item.classList.add("is-seen");
}

// The second button of a step goes on with what the first one began.
function begin(step, what) {
  active = step;
  if (what !== "start") for (const item of step.querySelectorAll(".seen li")) item.classList.remove("is-seen");
}

document.addEventListener("parley-event", ({ detail }) => see("events", detail.event));
document.addEventListener("parley-points", ({ detail }) => {
  for (const point of detail.points) if (point.kind === "sent" || detail.by !== point.of) see("points", point.kind);
});
document.addEventListener("parley-overview", ({ detail }) => {
  leader = detail.leader;
  if (servers.length) for (const button of guide.querySelectorAll("[data-do]")) button.disabled = !todo(button.dataset.do);
});

guide.addEventListener("click", async ({ target: pressed }) => {
  const path = pressed.dataset.path ?? (pressed.dataset.do && todo(pressed.dataset.do));
  if (!path) return;
  if (pressed.dataset.do) begin(pressed.closest("li"), pressed.dataset.do);
  try {
    await act(path);
  } catch {
    byId("done").textContent = "The demonstration does not answer: it has ended, or will answer in a moment.";
  }
});

async function watch() {
  try {
    if (!document.hidden && !(await state())) return isDemo(false);
    isDemo(true);
  } catch {
    // It may be back.
  }
  setTimeout(watch, ASK_EVERY_MS);
}
byId("look").click();
watch();
