// Serves dist/ the way the desk does, over a desk in memory, and a shop page on another origin that embeds the widget.
//   npm run build && npm run dev       desk: http://127.0.0.1:5171/agent   shop page: http://127.0.0.1:5170/
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { AGENT } from "./canned.mjs";
import { Desk } from "./desk.mjs";

const SHOP_PORT = Number(process.env.STAND_IN_SHOP_PORT ?? 5170);
const DESK_PORT = Number(process.env.STAND_IN_DESK_PORT ?? 5171);
const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "..", "dist");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const desk = new Desk();
let signedIn = false;

const csp = (ancestors) =>
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  `connect-src 'self' ws://127.0.0.1:${DESK_PORT}; frame-ancestors ${ancestors}; base-uri 'none'; form-action 'self'`;

async function file(res, path, headers = {}) {
  try {
    const body = await readFile(path);
    res.writeHead(200, { "Content-Type": TYPES[extname(path)] ?? "application/octet-stream", ...headers }).end(body);
  } catch {
    json(res, 404, { code: "not_found", message: "There is nothing here." });
  }
}

function json(res, status, body) {
  res.writeHead(status, { "Content-Type": "application/json" }).end(body === null ? "" : JSON.stringify(body));
}

async function read(req) {
  let text = "";
  for await (const chunk of req) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}

/** Files as they come, for both sides; what the real desk does with them (docs/wire.md §4) is not done here. */
async function filesApi(req, res, url) {
  if (req.method === "POST") {
    const chunks = [];
    for await (const chunk of req) chunks.push(chunk);
    const name = decodeURIComponent(req.headers["x-file-name"] ?? "file");
    return json(res, 201, { attachment: desk.keepFile(url.searchParams.get("id"), name, Buffer.concat(chunks)) });
  }
  const kept = desk.files.get(/attachments\/([^/]+)/.exec(url.pathname)?.[1]);
  if (!kept) return json(res, 404, { code: "attachment_not_found", message: "There is no such file." });
  return res.writeHead(200, { "Content-Type": kept.attachment.type }).end(kept.content);
}

const page = (item, after = 0) => ({ conversation: item && desk.customerView(item), entries: item ? item.entries.slice(after) : [] });

async function widgetApi(req, res, url) {
  if (req.method === "POST" && url.pathname === "/api/widget/sessions") return json(res, 201, desk.sessionFor((await read(req)).identity));
  const owner = desk.ownerOf(req.headers.authorization?.slice(7));
  if (owner === null) return json(res, 401, { code: "unauthorized", message: "Sign in again." });
  if (req.method === "DELETE" && url.pathname.endsWith("/current")) return json(res, 204, null);
  if (url.pathname === "/api/widget/conversation") return json(res, 200, page(desk.current(owner)));
  if (url.pathname === "/api/widget/conversations") return json(res, 201, page(desk.open(owner)));
  const [, id, verb] = /conversations\/([^/]+)\/(\w+)$/.exec(url.pathname) ?? [];
  const item = desk.all.get(id);
  if (!item || item.owner !== owner) return json(res, 404, { code: "conversation_not_found", message: "No such conversation." });
  if (verb === "entries") return json(res, 200, { ...page(item, Number(url.searchParams.get("after"))), reload: false });
  if (verb === "messages") {
    const { id: messageId, text, attachments } = await read(req);
    const { status, entry } = desk.fromCustomer(item, messageId, text, attachments);
    return json(res, status, { entry });
  }
  if (verb === "handoff") {
    if (req.method === "DELETE") desk.leaveLine(item);
    else desk.toLine(item);
    return json(res, req.method === "DELETE" ? 200 : 202, { conversation: desk.customerView(item) });
  }
  return json(res, 404, { code: "not_found", message: "There is nothing here." });
}

async function agentApi(req, res, url) {
  const body = req.method === "POST" ? await read(req) : {};
  if (url.pathname === "/api/agent/sign-in") {
    if (body.password !== "secret") return json(res, 401, { code: "wrong_sign_in", message: "E-mail or password is not right." });
    signedIn = true;
    return json(res, 200, { agent: AGENT, csrf_token: "x" });
  }
  if (!signedIn) return json(res, 401, { code: "unauthorized", message: "Sign in again." });
  if (url.pathname === "/api/agent/sign-out") return (signedIn = false), json(res, 204, null);
  if (url.pathname === "/api/agent/me") return json(res, 200, { agent: AGENT, csrf_token: "x" });
  if (url.pathname === "/api/agent/conversations") {
    return json(res, 200, { conversations: desk.inView(url.searchParams.get("view")).map((item) => desk.summary(item)), counts: desk.counts() });
  }
  const [, id, verb] = /conversations\/([^/]+)(?:\/([\w-]+))?$/.exec(url.pathname) ?? [];
  const item = desk.all.get(id);
  if (!item) return json(res, 404, { code: "conversation_not_found", message: "No such conversation." });
  const answers = {
    undefined: () => ({ conversation: desk.summary(item), customer: item.person, brief: item.brief, turns: item.turns, entries: item.entries }),
    entries: () => ({ conversation: desk.summary(item), entries: item.entries.slice(Number(url.searchParams.get("after"))), reload: false }),
    orders: () => ({ orders: item.orders, proved_by: item.person.verified ? "sign_in" : "none" }),
    claim: () => (desk.claim(item), { conversation: desk.summary(item) }),
    messages: () => ({ entry: desk.fromAgent(item, body.id, body.text, body.attachments) }),
    "hand-back": () => (desk.handBack(item), { conversation: desk.summary(item) }),
    resolve: () => (desk.resolve(item), { conversation: desk.summary(item) }),
  };
  return json(res, 200, answers[verb]());
}

const server = createServer((req, res) => {
  const url = new URL(req.url, "http://stand.in");
  const path = normalize(url.pathname);
  if (path.startsWith("/api/") && path.includes("/attachments")) return void filesApi(req, res, url);
  if (path.startsWith("/api/widget/")) return void widgetApi(req, res, url);
  if (path.startsWith("/api/agent/")) return void agentApi(req, res, url);
  if (path === "/widget") return void file(res, join(DIST, "widget.html"), { "Content-Security-Policy": csp(`http://127.0.0.1:${SHOP_PORT}`) });
  if (path === "/agent") return void file(res, join(DIST, "agent.html"), { "Content-Security-Policy": csp("'none'") });
  return void file(res, join(DIST, path));
});

const sockets = new WebSocketServer({ server });
sockets.on("connection", (socket, req) => {
  const peer = { say: (frame) => socket.send(JSON.stringify(frame)), watching: new Set() };
  const agent = req.url.startsWith("/api/agent/");
  if (agent && !signedIn) return socket.close(4401);
  if (agent) {
    desk.agents.add(peer);
    peer.say({ type: "ready" });
  }
  let joined = null;
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data));
    const item = desk.all.get(frame.conversation_id);
    if (frame.type === "ping") peer.say({ type: "pong" });
    else if (frame.type === "hello") {
      if (!item) return socket.close(4401);
      joined = item;
      desk.widgets.set(item.id, (desk.widgets.get(item.id) ?? new Set()).add(peer));
      peer.say({ type: "ready", conversation: desk.customerView(item) });
      item.entries.slice(frame.after).forEach((entry) => peer.say({ type: "entry", conversation_id: item.id, entry }));
    } else if (frame.type === "watch") {
      peer.watching.add(frame.conversation_id);
      item?.entries.slice(frame.after).forEach((entry) => peer.say({ type: "entry", conversation_id: item.id, entry }));
    } else if (frame.type === "unwatch") peer.watching.delete(frame.conversation_id);
    else if (frame.type === "typing" && item) {
      desk.typing(item, agent ? { kind: "agent", name: "Maya" } : { kind: "customer", name: item.person.name }, frame.on);
    }
  });
  socket.on("close", () => {
    desk.agents.delete(peer);
    if (joined) desk.widgets.get(joined.id)?.delete(peer);
  });
});
server.listen(DESK_PORT, "127.0.0.1");

createServer((req, res) => {
  const url = new URL(req.url, "http://stand.in");
  if (url.pathname === "/widget-token") {
    const token = `x.${Buffer.from(JSON.stringify({ sub: "C1003" })).toString("base64url")}.x`;
    return url.searchParams.has("guest") ? json(res, 401, { code: "signed_out", message: "Signed out." }) : json(res, 200, { token });
  }
  return void file(res, join(HERE, "shop.html"));
}).listen(SHOP_PORT, "127.0.0.1");

process.stdout.write(`shop page  http://127.0.0.1:${SHOP_PORT}/\nconsole    http://127.0.0.1:${DESK_PORT}/agent  (any e-mail, password "secret")\n`);
