// A small desk in memory that speaks docs/wire.md §4: for developing the screens without the other processes.
import { AGENT, ANGRY_BRIEF, BOT, ORDERS, PEOPLE, conversations, line, message } from "./canned.mjs";

const SYSTEM = { kind: "system", id: null, name: "Warmhand" };

export class Desk {
  constructor() {
    this.all = new Map(conversations().map((item) => [item.id, item]));
    this.widgets = new Map();
    this.agents = new Set();
    this.count = 0;
    this.files = new Map();
  }

  keepFile(uploadId, name, content) {
    const kinds = { pdf: "application/pdf", txt: "text/plain", jpg: "image/jpeg", webp: "image/webp", gif: "image/gif" };
    const type = kinds[name.split(".").at(-1).toLowerCase()] ?? "image/png";
    const seen = type.startsWith("image/") ? { width: 800, height: 600 } : {};
    const attachment = { id: `a_${uploadId}`, name, type, bytes: content.length, ...seen };
    this.files.set(attachment.id, { attachment, content });
    return attachment;
  }

  named(ids = []) {
    return ids.length === 0 ? {} : { attachments: ids.map((id) => this.files.get(id).attachment) };
  }

  sessionFor(jwt) {
    this.count += 1;
    const verified = jwt !== null;
    const person = verified ? PEOPLE.ana : PEOPLE.guest;
    const key = verified ? "C1003" : `g${this.count}`;
    return { token: `t.${key}.${this.count}`, expires_at: new Date(Date.now() + 3600_000).toISOString(),
      customer: { verified, name: verified ? person.name : null }, shop: { name: "Acme", assistant: "Acme Assistant" } };
  }

  ownerOf(token) {
    return /^t\.(.+)\.\d+$/.exec(token ?? "")?.[1] ?? null;
  }

  current(owner) {
    return [...this.all.values()].find((item) => item.owner === owner && item.state !== "closed") ?? null;
  }

  open(owner) {
    const known = this.current(owner);
    if (known) return known;
    const person = owner.startsWith("C") ? PEOPLE.ana : PEOPLE.guest;
    const made = { id: `c_${owner}_${this.all.size}`, owner, state: "with_bot", person, agent: null, waiting_since: null,
      mood: 0.1, brief: null, turns: [], orders: person.verified ? ORDERS : [], entries: [] };
    this.all.set(made.id, made);
    return made;
  }

  customerView(item) {
    const line = [...this.all.values()].filter((other) => other.state === "waiting" && other.waiting_since <= item.waiting_since);
    return { id: item.id, state: item.state, agent: item.agent && { name: item.agent.name.split(" ")[0] },
      waiting: item.state === "waiting" ? { position: line.length, since: item.waiting_since, agents_online: this.agents.size,
        contract: "nothing_said", email: null, opens: null, can_mail: false } : null, left: null,
      last_seq: item.entries.length };
  }

  summary(item) {
    const last = item.entries.filter((entry) => entry.message).at(-1);
    return { id: item.id, state: item.state, customer: { name: item.person.name, verified: item.person.verified, tier: item.person.tier },
      last_text: last?.message.text ?? "", last_author: last?.author.kind ?? "customer", last_at: last?.at ?? new Date().toISOString(),
      waiting_since: item.waiting_since, agent: item.agent && { id: item.agent.id, name: item.agent.name },
      reason: item.brief?.reason_label ?? null, mood: item.mood, last_seq: item.entries.length, due: null, follow_up: null,
      line: item.state === "waiting" ? { why: ["waiting"], rank: [2, item.waiting_since, item.waiting_since],
        contract: "nothing_said", for_agent: null, for_team: null } : null };
  }

  inView(view) {
    return [...this.all.values()].filter((item) => view === "all" || (view === "waiting" ? item.state === "waiting"
      : item.agent?.id === AGENT.id && item.state === "with_agent"));
  }

  counts() {
    return { waiting: this.inView("waiting").length, mine: this.inView("mine").length, all: this.all.size };
  }

  add(item, entry) {
    const whole = { seq: item.entries.length + 1, at: new Date().toISOString(), ...entry };
    item.entries.push(whole);
    this.toWidgets(item, { type: "entry", conversation_id: item.id, entry: whole });
    this.toWidgets(item, { type: "conversation", conversation: this.customerView(item) });
    for (const agent of this.agents) {
      if (agent.watching.has(item.id)) agent.say({ type: "entry", conversation_id: item.id, entry: whole });
      agent.say({ type: "inbox", conversation: this.summary(item), counts: this.counts() });
    }
    return whole;
  }

  toWidgets(item, frame) {
    for (const widget of this.widgets.get(item.id) ?? []) widget.say(frame);
  }

  typing(item, author, on) {
    const frame = { type: "typing", conversation_id: item.id, author, on };
    if (author.kind !== "customer") this.toWidgets(item, frame);
    else for (const agent of this.agents) if (agent.watching.has(item.id)) agent.say(frame);
  }

  fromCustomer(item, id, text, files) {
    const known = item.entries.find((entry) => entry.message?.id === id);
    if (known) return { status: 200, entry: known };
    const author = { kind: "customer", id: item.person.customer_id, name: item.person.name };
    const entry = this.add(item, message(author, text, { id, ...this.named(files) }));
    if (item.state === "with_bot") this.botTurn(item, text);
    return { status: 201, entry };
  }

  botTurn(item, text) {
    this.typing(item, { kind: "bot", name: BOT.name }, true);
    setTimeout(() => {
      if (item.state !== "with_bot") return;
      if (/human|person|!!/i.test(text)) return this.toLine(item, /!!/.test(text) ? "frustration" : "explicit_request");
      const reply = answer(text, item.person.verified);
      this.add(item, message(BOT, reply.text, reply.extra));
    }, 900);
  }

  toLine(item, reason = "explicit_request") {
    if (item.state !== "with_bot") return;
    item.state = "waiting";
    item.waiting_since = new Date().toISOString();
    item.brief = { ...ANGRY_BRIEF, reason };
    this.add(item, line("handoff_requested", SYSTEM, "You are in line for a person"));
  }

  leaveLine(item) {
    item.state = "with_bot";
    item.waiting_since = null;
    this.add(item, line("wait_ended", SYSTEM, "You carry on with the assistant"));
  }

  claim(item) {
    item.state = "with_agent";
    item.agent = AGENT;
    item.waiting_since = null;
    this.add(item, line("claimed", { kind: "agent", id: AGENT.id, name: AGENT.name }, "Maya joined the conversation"));
  }

  fromAgent(item, id, text, files) {
    const known = item.entries.find((entry) => entry.message?.id === id);
    return known ?? this.add(item, message({ kind: "agent", id: AGENT.id, name: "Maya" }, text, { id, ...this.named(files) }));
  }

  handBack(item) {
    item.state = "with_bot";
    item.agent = null;
    this.add(item, line("handed_back", SYSTEM, "Maya handed back to the assistant"));
  }

  resolve(item) {
    item.state = "closed";
    this.add(item, line("resolved", SYSTEM, "Maya closed the conversation"));
  }
}

function answer(text, verified) {
  if (/order|where|20417/i.test(text)) {
    const { number, state, state_label, placed_on, promised_on, timeline, carrier, late } = ORDERS[0];
    const order = verified ? ORDERS[0] : { number, state, state_label, placed_on, promised_on, timeline, carrier, late };
    return { text: "Order 20417 has been shipped with DHL.", extra: { card: { kind: "order", order },
      quick_replies: [{ label: "Thanks, that helps", text: "Thanks, that helps" }, { label: "Talk to a person", command: "request_agent" }] } };
  }
  if (/return/i.test(text)) {
    return { text: "Shall I make a return label for order 20388?", extra: { quick_replies: [{ label: "Yes", text: "Yes" }, { label: "No, something else", text: "No, something else" }] } };
  }
  return { text: "You can send things back within 30 days. See https://shop.example/returns for the details.", extra: {} };
}
