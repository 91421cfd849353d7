// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { Composer } from "../shared/composer";
import { Attached, FilesContext } from "../shared/files/attached";
import { Pictures } from "../shared/files/pictures";
import { spokenEntry } from "../shared/live-region";
import { Fate, MessageRow } from "../shared/message-row";
import { OrderCard } from "../shared/order-card";
import { rows, type MessageRow as MessageRowData } from "../shared/rows";
import { calendar } from "../shared/time";
import type { Attachment, Entry, Order, OrderGlance } from "../shared/types";
import { said } from "./entries";

const CALENDAR = calendar("en-GB", "UTC");
const NOW = new Date("2026-11-22T12:00:00Z");
let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
  document.body.replaceChildren(place);
});

const GLANCE: OrderGlance = {
  number: "20417",
  state: "shipped",
  state_label: "Shipped",
  placed_on: "2026-11-18",
  promised_on: "2026-11-27",
  timeline: [
    { state: "paid", label: "Paid", at: "2026-11-18T09:00:00Z", done: true },
    { state: "shipped", label: "Shipped", at: null, done: true },
    { state: "delivered", label: "Delivered", at: null, done: false },
  ],
  carrier: "DHL",
  late: false,
};

const WHOLE: Order = {
  ...GLANCE,
  delivered_on: null,
  tracking_number: "JD1",
  tracking_url: "https://dhl.example/JD1",
  total: { amount: "59.90", currency: "EUR" },
  items: [{ sku: "MUG", name: "Mug", quantity: 2, unit_price: "14.95" }],
  refund: null,
  cancellable: false,
  returnable: false,
};

function row(text: string): MessageRowData {
  const [, drawn] = rows({ entries: [said(1, { text })], pending: [], writer: { kind: "customer", name: "You" }, calendar: CALENDAR, now: NOW });
  if (drawn?.kind !== "message") throw new Error("no message row");
  return drawn;
}

describe("a message", () => {
  it("is drawn as text, whatever markup it holds", () => {
    const text = "<img src=x onerror=alert(1)> <b>hi</b>";
    render(<MessageRow row={row(text)} side="start" named label="Ana" calendar={CALENDAR} now={NOW} />, place);
    expect(place.querySelector("img, b")).toBeNull();
    expect(place.querySelector(".bubble")?.textContent).toBe(text);
  });

  it("opens its links apart and tells them nothing about this page", () => {
    render(<MessageRow row={row("see https://a.example")} side="start" named label="Ana" calendar={CALENDAR} now={NOW} />, place);
    const link = place.querySelector("a");
    expect([link?.target, link?.rel]).toEqual(["_blank", "noopener noreferrer nofollow"]);
  });

  it("says in words that it was not sent, and why when the desk refused it", () => {
    const pending = { id: "p", conversation_id: null, text: "hi", at: "2026-11-22T10:00:00Z", state: "refused" as const, reason: "Too long." };
    const retried: string[] = [];
    render(<Fate row={{ ...row("hi"), pending }} clock="10:00" retry={(id) => retried.push(id)} discard={() => undefined} />, place);
    expect(place.textContent).toContain("Not sent. Too long.");
    place.querySelector("button")?.click();
    expect(retried).toEqual(["p"]);
  });
});

describe("the files of a message", () => {
  const agreed = JSON.parse(readFileSync("../tests/contract/examples/message_with_attachments.json", "utf8")) as Entry;
  const pictures = new Pictures(() => Promise.resolve(new Blob(["x"])));

  const draw = (files: Attachment[]) =>
    act(() =>
      render(
        <FilesContext.Provider value={{ pictures, uploads: new Map() }}>
          <Attached files={files} />
        </FilesContext.Provider>,
        place,
      ),
    );

  it("are buttons with names: a picture opens, a document is saved", async () => {
    await draw(agreed.message?.attachments ?? []);
    const names = [...place.querySelectorAll("button")].map((button) => button.getAttribute("aria-label"));
    expect(names).toEqual(["Open picture cup.jpg", "Save receipt.pdf 47 kB"]);
    expect(place.querySelector(".file-sign")?.getAttribute("data-sign")).toBe("PDF");
  });

  it("shows markup in a name as text", async () => {
    await draw([{ id: "a", name: "<img src=x onerror=alert(1)>.pdf", type: "application/pdf", bytes: 1 }]);
    expect(place.querySelector("img")).toBeNull();
    expect(place.textContent).toContain("<img src=x onerror=alert(1)>.pdf");
  });

  it("are spoken with the words", () => {
    expect(spokenEntry(agreed)).toBe("Ana Petrova: it arrived like this Picture cup.jpg. File receipt.pdf.");
  });
});

describe("the composer", () => {
  const field = { current: null as HTMLTextAreaElement | null };
  const draw = (draft: string, sent: string[]) =>
    act(() =>
      render(
        <Composer draft={draft} label="Your message" placeholder="" field={field} changed={() => undefined} send={(text) => sent.push(text)} />,
        place,
      ),
    );
  const press = (init: KeyboardEventInit) =>
    field.current?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init }));

  it("sends the trimmed text on Enter, and not on Shift+Enter or while a word is being composed", async () => {
    const sent: string[] = [];
    await draw("  hello  ", sent);
    press({ shiftKey: true });
    press({ isComposing: true });
    expect(sent).toEqual([]);
    press({});
    expect(sent).toEqual(["hello"]);
  });

  it("counts near the limit and does not send beyond it", async () => {
    const sent: string[] = [];
    await draw("x".repeat(3_900), sent);
    expect(place.querySelector(".counter")?.textContent).toBe("100 characters left");
    await draw("x".repeat(4_003), sent);
    press({});
    expect(place.querySelector(".counter")?.textContent).toBe("3 characters too many");
    expect(sent).toEqual([]);
  });

  it("sends nothing when there is nothing to send", async () => {
    const sent: string[] = [];
    await draw(" \n ", sent);
    press({});
    expect(sent).toEqual([]);
  });
});

describe("the order card", () => {
  it("shows a guest the state and dates, and nothing that was not told", () => {
    render(<OrderCard order={GLANCE} calendar={CALENDAR} now={NOW} />, place);
    expect(place.textContent).toContain("Shipped, due Friday, 27 November");
    expect(place.textContent).not.toContain("Total");
    expect(place.querySelector("a")).toBeNull();
  });

  it("shows a proved customer the goods, the total and the parcel", () => {
    render(<OrderCard order={WHOLE} calendar={CALENDAR} now={NOW} />, place);
    expect(place.textContent).toContain("2 × Mug");
    expect(place.textContent).toContain("€59.90");
    expect(place.querySelector("a")?.href).toBe("https://dhl.example/JD1");
  });

  it("draws no link to an address that is not http", () => {
    render(<OrderCard order={{ ...WHOLE, tracking_url: "javascript:alert(1)" }} calendar={CALENDAR} now={NOW} />, place);
    expect(place.querySelector("a")).toBeNull();
  });

  it("says plainly that an order is late and when it was due", () => {
    render(<OrderCard order={{ ...WHOLE, late: true, promised_on: "2026-11-20" }} calendar={CALENDAR} now={NOW} />, place);
    expect(place.textContent).toContain("Shipped, late, was due Friday, 20 November");
  });
});
