// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asked, AuditLog, chainWords, type AuditDesk, type Chain, type Narrowed } from "../agent/audit";
import { Console } from "../agent/console";
import { AuditDialog } from "../agent/parts/audit-dialog";
import { Shell } from "../agent/parts/shell";
import { LINES, PEOPLE } from "../components/room-specimens";
import type { AuditChain, AuditPage } from "../shared/audit-types";
import { memoryFiles } from "../shared/files/file-store";
import { DeskError } from "../shared/http";
import { memoryStorage } from "../shared/storage";

const NOTHING: Narrowed = { person: "", kind: "", conversation: "", from: "", to: "" };
let place: HTMLElement;
let heard: string[];

function desk(pages: AuditPage[], chain: (AuditChain | DeskError)[] = []): AuditDesk {
  return {
    auditLines: (wanted) => {
      heard.push(wanted.toString());
      return Promise.resolve(pages.shift() ?? { lines: [], next: null });
    },
    auditChoices: () => Promise.resolve(PEOPLE),
    auditChain: (after) => {
      heard.push(`chain ${after}`);
      const found = chain.shift();
      return found instanceof DeskError || found === undefined ? Promise.reject(found ?? new Error("asked too often")) : Promise.resolve(found);
    },
  };
}

const part = (checked: number, last: number, broken_at: number | null = null): AuditChain => ({ checked, last, broken_at, whole: checked === last && broken_at === null });

beforeEach(() => {
  heard = [];
  place = document.createElement("div");
  document.body.replaceChildren(place);
});

afterEach(() => render(null, place));

describe("looking through the audit log", () => {
  it("asks for days as they are where its reader is, the last one included", () => {
    const wanted = asked({ ...NOTHING, person: "a_maya", conversation: " c_1 ", from: "2026-03-28", to: "2026-03-29" });
    expect(wanted.get("since")).toBe(new Date(2026, 2, 28).toISOString());
    expect(wanted.get("until")).toBe(new Date(2026, 2, 30).toISOString());
    expect([wanted.get("person"), wanted.get("conversation"), wanted.has("kind")]).toEqual(["a_maya", "c_1", false]);
    expect(asked({ ...NOTHING, from: "2026-3" }).toString()).toBe("");
  });

  it("brings the next page along towards the end, once", async () => {
    const log = new AuditLog(desk([{ lines: LINES.slice(0, 3), next: 4 }, { lines: LINES.slice(3), next: null }]), () => false);
    await log.load();
    expect(log.marked.value).toBe(6);
    log.move(1);
    log.move(1);
    await new Promise((done) => setTimeout(done));
    expect(log.lines.value.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2]);
    expect([log.marked.value, heard]).toEqual([4, ["", "before=4"]]);
    log.move(99);
    expect(log.marked.value).toBe(2);
  });

  it("shows what was asked for last, whichever answer comes first", async () => {
    const waiting: ((page: AuditPage) => void)[] = [];
    const slow: AuditDesk = { ...desk([]), auditLines: () => new Promise((answer) => waiting.push(answer)) };
    const log = new AuditLog(slow, () => false);
    void log.load();
    log.narrow("kind", "signed_in");
    waiting[1]?.({ lines: LINES.slice(0, 1), next: null });
    await new Promise((done) => setTimeout(done));
    waiting[0]?.({ lines: LINES, next: 2 });
    await new Promise((done) => setTimeout(done));
    expect([log.lines.value.length, log.next.value]).toEqual([1, null]);
    expect(log.exportAt.value).toBe("/api/agent/audit/export?kind=signed_in");
  });

  it("follows the chain stretch by stretch, to its end or to the first fault", async () => {
    const whole = new AuditLog(desk([], [part(1000, 2500), part(2000, 2500), part(2500, 2500)]), () => false);
    await whole.check();
    expect([whole.chain.value, heard]).toEqual([{ state: "whole", last: 2500 }, ["chain 0", "chain 1000", "chain 2000"]]);
    const broken = new AuditLog(desk([], [part(1000, 2500), part(2000, 2500, 1204)]), () => false);
    await broken.check();
    expect(broken.chain.value).toEqual({ state: "broken", at: 1204 });
    const away = new AuditLog(desk([], [new DeskError(503, "record_unavailable", "Not now.")]), () => false);
    await away.check();
    expect(away.chain.value).toEqual({ state: "failed", words: "Not now." });
  });

  it("says of every state of the chain what it means", () => {
    const states: Chain[] = [{ state: "unknown" }, { state: "checking", checked: 1, last: 9 }, { state: "whole", last: 9 }, { state: "broken", at: 4 }, { state: "failed", words: "Not now." }];
    expect(new Set(states.map(chainWords)).size).toBe(states.length);
  });

  it("is used by keyboard: move, unfold, open the conversation", async () => {
    const opened: string[] = [];
    const log = new AuditLog(desk([{ lines: LINES, next: null }]), () => false);
    await log.load();
    await act(() => render(<AuditDialog log={log} openId={null} openConversation={(id) => opened.push(id)} />, place));
    const close = place.querySelector("[aria-label='Close']");
    const press = (key: string, at: Element | null = close) => act(() => void at?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
    expect(place.querySelectorAll("[tabindex='0']").length).toBe(1);
    await press("j");
    expect(log.marked.value).toBe(5);
    await press("o");
    await press("j", place.querySelector("[data-testid='audit-conversation']"));
    expect([opened, log.marked.value]).toEqual([[], 5]);
    await press("k");
    await press("o");
    expect(opened).toEqual(["c_1"]);
    await act(() => place.querySelector<HTMLElement>("[data-testid='audit-line'] button")?.click());
    expect(place.querySelector("[data-testid='audit-details']")?.textContent).toContain("customer_2b7c");
    expect(place.querySelectorAll("[data-intact='false']").length).toBe(1);
  });
});

describe("keys while a room lies over the conversations", () => {
  it("do nothing behind it", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({}, { status: 503 })));
    const desk = new Console(memoryStorage(), memoryFiles());
    desk.phase.value = "ready";
    desk.agent.value = { id: "a_olu", name: "Olu", email: "olu@shop.example", role: "supervisor" };
    await act(() => render(<Shell desk={desk} />, place));
    const press = (key: string) => act(() => void document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
    await press("v");
    expect(desk.rooms.audit.shown.value).toBe(true);
    await press("g");
    expect(desk.team.shown.value).toBe(false);
    desk.rooms.audit.clear();
    await press("g");
    expect(desk.team.shown.value).toBe(true);
    vi.unstubAllGlobals();
  });
});
