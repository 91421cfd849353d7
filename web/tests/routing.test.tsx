// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { OwnPlace } from "../agent/own-place";
import { OfferNotice } from "../agent/parts/offer-notice";
import { StatusSwitch } from "../agent/parts/status-switch";
import { answerBy, dueWords, secondsLeft, sentence } from "../agent/words";
import { DeskError } from "../shared/http";
import type { Conversation, Offer, OwnDesk, Summary, Waiting as Wait } from "../shared/types";
import { Waiting } from "../widget/parts/waiting";

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
  document.body.replaceChildren(place);
});

const NOW = Date.parse("2026-11-22T10:00:00Z");
const SEAT = { status: "available" as const, status_at: null, capacity: 4, load: 1, skills: [], languages: ["en"], teams: [] };
const OFFER: Offer = {
  id: "o_1",
  conversation_id: "c_1",
  offered_at: "2026-11-22T10:00:00Z",
  expires_at: "2026-11-22T10:00:30Z",
  why: ["waiting 3 min", "upset (+3 min)"],
};

describe("words of the console", () => {
  it("say how long until a clock runs out, and how late it is", () => {
    const due = { measure: "first_reply" as const, due_at: "2026-11-22T10:02:30Z", state: "soon" as const };
    expect(dueWords(due, NOW)).toBe("First reply due in 2 min");
    expect(dueWords(due, NOW + 6 * 60_000)).toBe("First reply 3 min late");
  });

  it("say by when a message is to be answered", () => {
    const left = { id: "f", conversation_id: "c", email: null, text: "x", left_at: "", due_at: "2026-11-22T15:00:00Z", state: "open" as const };
    expect(answerBy(left, NOW)).toBe("Answer within 5 h");
    expect(answerBy(left, NOW + 6 * 3_600_000)).toBe("Answer 60 min late");
  });

  it("make one sentence of why, and count an offer down to zero", () => {
    expect(sentence(OFFER.why)).toBe("Waiting 3 min, upset (+3 min).");
    expect([secondsLeft(OFFER.expires_at, NOW), secondsLeft(OFFER.expires_at, NOW + 90_000)]).toEqual([30, 0]);
  });
});

function ownPlace(take: () => Promise<{ conversation: Summary }>) {
  const seen: string[] = [];
  const away: OwnDesk = { seat: { ...SEAT, status: "away" }, offer: null };
  const own = new OwnPlace({
    desk: {
      takeOffer: take,
      passOffer: (id) => Promise.resolve((seen.push(`pass ${id}`), { seat: SEAT, offer: null })),
      setStatus: (status) => Promise.resolve((seen.push(status), away)),
    },
    taken: (summary) => seen.push(`taken ${summary.id}`),
    signedOut: () => false,
  });
  return { own, seen };
}

describe("an offer", () => {
  const taken = () => Promise.resolve({ conversation: { id: "c_1" } as Summary });

  it("is shown with why and how long, and taking it opens the conversation", async () => {
    const { own, seen } = ownPlace(taken);
    own.hear({ seat: SEAT, offer: OFFER });
    await act(() => render(<OfferNotice own={own} />, place));
    expect(place.textContent).toContain("Waiting 3 min, upset (+3 min).");
    place.querySelector<HTMLButtonElement>("[data-testid='offer-take']")?.click();
    await act(() => Promise.resolve());
    expect([seen, own.offer.value]).toEqual([["taken c_1"], null]);
  });

  it("can be passed, and goes away", async () => {
    const { own, seen } = ownPlace(taken);
    own.hear({ seat: SEAT, offer: OFFER });
    await own.pass();
    expect([seen, own.offer.value]).toEqual([["pass o_1"], null]);
  });

  it("that has ended meanwhile is said to have ended", async () => {
    const { own, seen } = ownPlace(() => Promise.reject(new DeskError(409, "offer_gone", "This offer has ended.")));
    own.hear({ seat: SEAT, offer: OFFER });
    await own.take();
    expect([seen, own.offer.value, own.trouble.value]).toEqual([[], null, "This offer has ended."]);
  });

  it("is not asked for twice by an impatient hand", async () => {
    let asked = 0;
    const { own } = ownPlace(() => ((asked += 1), taken()));
    own.hear({ seat: SEAT, offer: OFFER });
    await Promise.all([own.take(), own.take()]);
    expect(asked).toBe(1);
  });
});

describe("the status switch", () => {
  it("shows the load and changes the status at the desk", async () => {
    const { own, seen } = ownPlace(() => Promise.reject(new Error("not asked")));
    own.hear({ seat: SEAT, offer: null });
    await act(() => render(<StatusSwitch own={own} />, place));
    expect(place.querySelector("[data-testid='load']")?.textContent).toBe("1 of 4");
    const select = place.querySelector("select");
    if (select === null) throw new Error("no switch");
    select.value = "away";
    await act(() => void select.dispatchEvent(new Event("change", { bubbles: true })));
    await act(() => Promise.resolve());
    expect([seen, select.value]).toEqual([["away"], "away"]);
  });
});

describe("the waiting panel", () => {
  const WAIT: Wait = { position: 2, since: "2026-11-22T09:58:00Z", agents_online: 0, contract: "nothing_said", email: null, opens: null, can_mail: true };
  const talk = (rest: Partial<Conversation>): Conversation => ({
    id: "c_1", state: "waiting", agent: null, waiting: WAIT, left: null, last_seq: 3, ...rest,
  });
  const asked: unknown[] = [];
  const chat = {
    command: (...what: unknown[]) => (asked.push(["command", ...what]), Promise.resolve(true)),
    howToWait: (...what: unknown[]) => (asked.push(["wait", ...what]), Promise.resolve(true)),
    leaveMessage: (_id: string, ...what: unknown[]) => (asked.push(["message", ...what]), Promise.resolve(true)),
  };
  const draw = (conversation: Conversation) =>
    act(() => render(<Waiting key={conversation.state} conversation={conversation} chat={chat} knownEmail={false} />, place));
  const click = (id: string) => act(() => place.querySelector<HTMLButtonElement>(`[data-testid='${id}']`)?.click());
  const type = (id: string, value: string) =>
    act(() => {
      const field = place.querySelector<HTMLInputElement>(`[data-testid='${id}']`);
      if (field === null) throw new Error(`no ${id}`);
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  beforeEach(() => void asked.splice(0));

  it("says the place, that nobody is here, and when the house opens", async () => {
    await draw(talk({}));
    expect(place.textContent).toContain("You are number 2 in line");
    expect(place.textContent).toContain("Nobody is at the desk right now. Your place is kept");
    await draw(talk({ waiting: { ...WAIT, opens: "tomorrow, 09:00 (CET)" } }));
    expect(place.textContent).toContain("Our team is back tomorrow, 09:00 (CET).");
  });

  it("lets the assistant try, and shows the way back to waiting", async () => {
    await draw(talk({}));
    await click("bot-meanwhile");
    await draw(talk({ state: "with_bot", waiting: { ...WAIT, contract: "bot_meanwhile" } }));
    expect(place.textContent).toContain("The assistant helps meanwhile");
    await click("keep-waiting");
    expect(asked).toEqual([["wait", "bot_meanwhile"], ["command", "request_agent"]]);
  });

  it("does not offer e-mail where the desk cannot send any", async () => {
    await draw(talk({ waiting: { ...WAIT, can_mail: false } }));
    expect(place.querySelector("[data-testid='mail-me']")).toBeNull();
  });

  it("takes an address for the answer", async () => {
    await draw(talk({}));
    await click("mail-me");
    await type("answer-email", "ana@example.com");
    await act(() => place.querySelector("form")?.requestSubmit());
    expect(asked).toEqual([["wait", "mail_me", "ana@example.com"]]);
    await draw(talk({ waiting: { ...WAIT, contract: "mail_me", email: "ana@example.com" } }));
    expect(place.textContent).toContain("We will write to ana@example.com");
  });

  it("leaves a message without an address if one wants none", async () => {
    await draw(talk({}));
    await click("leave-message");
    await type("left-message", "please call");
    await act(() => place.querySelector("form")?.requestSubmit());
    expect(asked).toEqual([["message", "please call", null]]);
    await draw(talk({ state: "message_left", waiting: null, left: { email: null, due_at: "2026-11-23T09:00:00Z" } }));
    expect(place.textContent).toContain("We have your message");
  });
});
