// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Console } from "../agent/console";
import { changed } from "../agent/narrowing";
import { Filters } from "../agent/parts/filters";
import { InboxList } from "../agent/parts/inbox-list";
import { memoryFiles } from "../shared/files/file-store";
import { memoryStorage } from "../shared/storage";
import type { Summary } from "../shared/types";

const ROW = 84;
let place: HTMLElement;
let desk: Console;

function line(number: number): Summary {
  const id = `c_${number}`;
  return {
    ...{ id, state: "closed", customer: { name: `Visitor ${number}`, verified: false, tier: null }, last_text: "hello", last_author: "customer" },
    ...{ last_at: new Date(Date.UTC(2026, 10, 22) - number * 1000).toISOString(), waiting_since: null, agent: null, reason: null, mood: null, last_seq: 1 },
    ...{ line: null, due: null, follow_up: null, labels: [], snoozed_until: null, merged_into: null },
    narrowed_by: { channel: "chat", language: "en", reason: null, about: null, teams: [] },
  };
}

function step(run: () => void): void {
  void act(run);
}

function list(): HTMLElement {
  return place.querySelector("ul") as HTMLElement;
}

function scrollTo(px: number): void {
  step(() => {
    list().scrollTop = px;
    list().dispatchEvent(new Event("scroll"));
  });
}

const drawn = () => [...place.querySelectorAll<HTMLElement>("[data-testid='inbox-item']")].map(({ dataset }) => dataset["id"]);
const row = (number: number) => place.querySelector<HTMLElement>(`[data-id="c_${number}"]`);
const tabbable = () => [...place.querySelectorAll<HTMLElement>("[data-id]")].filter(({ tabIndex }) => tabIndex === 0).map(({ dataset }) => dataset["id"]);

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", class { observe() { /* One size for as long as the test stands. */ } disconnect() { /* As above. */ } });
  place = document.createElement("div");
  document.body.replaceChildren(place);
  desk = new Console(memoryStorage(), memoryFiles());
  desk.view.value = "all";
  desk.listed.value = "ready";
  desk.all.value = new Map(Array.from({ length: 300 }, (_, number) => [`c_${number}`, line(number)]));
  step(() => render(<InboxList desk={desk} />, place));
  Object.defineProperty(list(), "clientHeight", { value: 10 * ROW });
  scrollTo(0);
});

describe("the focus in a long list", () => {
  it("stays on its row when the row is scrolled out of sight, and the row keeps its place", () => {
    step(() => row(3)?.focus());
    scrollTo(200 * ROW);
    expect(document.activeElement).toBe(row(3));
    expect([drawn()[0], drawn()[1], drawn().at(-1)]).toEqual(["c_3", "c_194", "c_215"]);
    const heights = [...place.querySelectorAll<HTMLElement>(".gap")].map(({ style }) => Number.parseInt(style.height, 10));
    expect(heights.reduce((sum, height) => sum + height, 0) + drawn().length * ROW).toBe(300 * ROW);
    scrollTo(0);
    expect(document.activeElement).toBe(row(3));
  });

  it("goes along with the mark, and Tab stops at one row only", () => {
    expect(tabbable()).toEqual(["c_0"]);
    step(() => desk.move(1));
    step(() => desk.move(1));
    expect(document.activeElement).toBe(row(1));
    expect(tabbable()).toEqual(["c_1"]);
    scrollTo(200 * ROW);
    step(() => desk.move(1));
    expect(document.activeElement).toBe(row(2));
    expect(tabbable()).toEqual(["c_2"]);
  });

  it("passes to the row in its place when its own leaves the list", () => {
    step(() => row(3)?.focus());
    const fewer = new Map(desk.all.value);
    fewer.delete("c_3");
    step(() => void (desk.all.value = fewer));
    expect(document.activeElement).toBe(row(4));
  });

  it("is left alone where somebody writes", () => {
    const field = document.createElement("input");
    document.body.append(field);
    step(() => row(3)?.focus());
    step(() => field.focus());
    const fewer = new Map(desk.all.value);
    fewer.delete("c_3");
    step(() => void (desk.all.value = fewer));
    scrollTo(200 * ROW);
    expect(document.activeElement).toBe(field);
  });
});

describe("what narrows a list down", () => {
  it("stands there in words and is taken away one by one", () => {
    const shown = vi.spyOn(desk, "show").mockResolvedValue();
    desk.narrowing.choices.value = { languages: ["de"], reasons: [{ id: "frustration", name: "Frustrated" }], about: ["refund_status"], teams: [{ id: "care", name: "Customer care" }] };
    desk.filter.value = { language: "de", reason: "frustration", about: "refund_status", team: "care", channel: "email", tier: "gold", upset: true };
    vi.spyOn(desk.narrowing, "load").mockResolvedValue();
    step(() => render(<Filters desk={desk} />, place));
    const parts = [...place.querySelectorAll("[data-testid='narrowed-by']")];
    expect(parts.map((part) => part.firstChild?.textContent)).toEqual(["German", "Frustrated", "Refund status", "Customer care", "E-mail, too", "Gold", "Upset"]);
    parts[1]?.querySelector("button")?.click();
    expect(shown).toHaveBeenCalledWith("all", changed(desk.filter.value, "reason", ""));
    expect(Object.keys(changed(desk.filter.value, "reason", ""))).not.toContain("reason");
  });

  it("keeps a label that is being typed while the choices arrive", () => {
    const shown = vi.spyOn(desk, "show").mockResolvedValue();
    vi.spyOn(desk.narrowing, "load").mockResolvedValue();
    desk.narrowing.unfolded.value = true;
    step(() => render(<Filters desk={desk} />, place));
    const label = place.querySelector<HTMLInputElement>('[data-testid="filter-label"]');
    if (label === null) throw new Error("there is a field for labels");
    step(() => {
      label.value = "Lamp";
      label.dispatchEvent(new Event("input"));
    });
    step(() => void (desk.narrowing.choices.value = { languages: ["de"], reasons: [], about: [], teams: [] }));
    expect(label.value).toBe("Lamp");
    step(() => void label.dispatchEvent(new Event("change")));
    expect(shown).toHaveBeenCalledWith("all", { label: "lamp" });
  });

  it("can be chosen from what the house has, and what is not there any more still stands", () => {
    const shown = vi.spyOn(desk, "show").mockResolvedValue();
    vi.spyOn(desk.narrowing, "load").mockResolvedValue();
    desk.narrowing.choices.value = { languages: ["de"], reasons: [], about: [], teams: [] };
    desk.filter.value = { team: "moved_away" };
    desk.narrowing.unfolded.value = true;
    step(() => render(<Filters desk={desk} />, place));
    const field = (name: string) => place.querySelector<HTMLSelectElement>(`[data-testid="filter-${name}"]`);
    expect(document.activeElement).toBe(field("state"));
    expect(field("team")?.selectedOptions[0]?.textContent).toBe("Moved away");
    expect(field("reason")).toBeNull();
    const language = field("language") as HTMLSelectElement;
    language.value = "de";
    language.dispatchEvent(new Event("change"));
    expect(shown).toHaveBeenCalledWith("all", { team: "moved_away", language: "de" });
    desk.view.value = "waiting";
    step(() => render(<Filters desk={desk} />, place));
    expect(field("state")).toBeNull();
  });
});
