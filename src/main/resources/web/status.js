// Renews the status page. The operator's token opens the rest of it; it stays in this page and is never stored.

const RENEW_EVERY_MS = 2000;
const byId = (id) => document.getElementById(id);
const problem = byId("problem");
const SILENT = "The node does not answer; still trying.";
const NOT_THE_TOKEN = "This is not the token in the file admin-token of this node.";
let token = "";

async function ask(path) {
  const answer = await fetch(path, { headers: token ? { Authorization: `Bearer ${token}` } : {} });
  if (answer.status === 401) token = "";
  if (!answer.ok) throw new Error(answer.status === 401 ? NOT_THE_TOKEN : SILENT);
  return answer;
}

async function showStatus() {
  const page = new DOMParser().parseFromString(await (await ask("/")).text(), "text/html");
  byId("status").replaceWith(page.getElementById("status"));
}

async function showUsers() {
  const { users } = await (await ask("/api/users")).json();
  const rows = users.map((user) => {
    const row = document.createElement("tr");
    for (const text of [user.name, user.servers.join(" "), user.waiting]) row.insertCell().textContent = text;
    return row;
  });
  byId("users").tBodies[0].replaceChildren(...rows);
  byId("users").hidden = false;
}

async function renew() {
  try {
    if (token) await showUsers();
    await showStatus();
    if (problem.textContent === SILENT) problem.textContent = "";
  } catch (failure) {
    problem.textContent = failure.message === NOT_THE_TOKEN ? NOT_THE_TOKEN : SILENT;
  }
}

byId("operator").addEventListener("submit", (event) => {
  event.preventDefault();
  token = byId("token").value.trim();
  byId("token").value = problem.textContent = "";
  renew();
});

async function watch() {
  if (!document.hidden) await renew();
  setTimeout(watch, RENEW_EVERY_MS);
}
setTimeout(watch, RENEW_EVERY_MS);
