import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENTS, readToLoader, readToWidget } from "../shared/bridge";
import { contrast, parseHex, readableAccent } from "../shared/colour";
import { countCharacters } from "../shared/composer";
import { findLinks, safeHref } from "../shared/linked-text";
import { rows } from "../shared/rows";
import { calendar, ordinal, shortAge, spokenWait, stopwatch } from "../shared/time";
import { uuid7 } from "../shared/uuid";
import { readOrigin } from "../widget/host";
import { subjectOf } from "../widget/session";
import { event, said } from "./entries";

describe("uuid7", () => {
  const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 });

  it("is a well-formed version 7 id whatever the clock and chance", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 }), bytes, (now, random) => {
        expect(uuid7(now, random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      }),
    );
  });

  it("sorts by the moment it was made", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 40), fc.integer({ min: 1, max: 1e9 }), bytes, bytes, (now, later, one, other) => {
        expect(uuid7(now, one) < uuid7(now + later, other)).toBe(true);
      }),
    );
  });
});

describe("links in text", () => {
  it("are only http and https; every other scheme stays text", () => {
    const text = "javascript:alert(1) data:text/html,x ftp://a.example file:///etc";
    expect(findLinks(text)).toEqual([{ text }]);
  });

  it("leave the sentence's own punctuation outside", () => {
    expect(findLinks("See https://a.example/x_(y), or (http://b.example).")).toEqual([
      { text: "See " },
      { text: "https://a.example/x_(y)", href: "https://a.example/x_(y)" },
      { text: ", or (" },
      { text: "http://b.example", href: "http://b.example/" },
      { text: ")." },
    ]);
  });

  it("never lose or add a character", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.webUrl())), (parts) => {
        const text = parts.join(" ");
        expect(findLinks(text).map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });

  it("with a name and password in them are no links, since they pretend to lead elsewhere", () => {
    expect(safeHref("https://shop.example@evil.example/")).toBeNull();
  });
});

describe("bridge", () => {
  it("takes only messages of its own shape", () => {
    fc.assert(
      fc.property(fc.anything(), (data) => {
        const marked = typeof data === "object" && data !== null && "warmhand" in data;
        if (!marked) {
          expect(readToWidget(data)).toBeNull();
          expect(readToLoader(data)).toBeNull();
        }
      }),
    );
  });

  it.each([
    { type: "identity", jwt: 7, known: true },
    { type: "opened", accent: null },
    { type: "eval" },
  ])("the widget refuses %j", (rest) => {
    expect(readToWidget({ warmhand: 1, ...rest })).toBeNull();
  });

  it("the widget refuses an identity of absurd length", () => {
    expect(readToWidget({ warmhand: 1, type: "identity", jwt: "x".repeat(9_000), known: true })).toBeNull();
  });

  it.each([{ type: "unread", count: -1 }, { type: "unread", count: "9" }, { type: "event", name: "hack" }])(
    "the launcher refuses %j",
    (rest) => {
      expect(readToLoader({ warmhand: 1, ...rest })).toBeNull();
    },
  );

  it("the launcher takes every event it documents", () => {
    for (const name of EVENTS) expect(readToLoader({ warmhand: 1, type: "event", name })).not.toBeNull();
  });

  it("reads the page's origin from the address, and nothing that is none", () => {
    expect(readOrigin(`#${encodeURIComponent("https://shop.example")}`)).toBe("https://shop.example");
    for (const text of ["", "#", "#null", "#javascript:1", "#%E0%A4%A"]) expect(readOrigin(text)).toBeNull();
  });
});

describe("whose token it is", () => {
  const token = (claims: unknown) => `h.${btoa(JSON.stringify(claims)).replaceAll("+", "-").replaceAll("/", "_")}.s`;

  it("comes from its subject", () => {
    expect(subjectOf(token({ sub: "C1003" }))).toBe("customer:C1003");
  });

  it("is the guest's for everything unreadable", () => {
    for (const jwt of [null, "", "a.b.c", token({}), token({ sub: 4 }), token(null)]) expect(subjectOf(jwt)).toBe("guest");
  });
});

describe("the shop's accent", () => {
  it("always reads, on the surface and under its own text, whatever the shop chose", () => {
    const hex = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
    fc.assert(
      fc.property(hex, fc.constantFrom("light", "dark"), (setting, theme) => {
        const pair = readableAccent(setting, theme);
        const [accent, text] = [parseHex(pair?.accent ?? ""), parseHex(pair?.accentText ?? "")];
        if (accent === null || text === null) throw new Error("no colour");
        expect(contrast(accent, text)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(accent, theme === "light" ? [255, 255, 255] : [24, 23, 21])).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it("is ignored when it is no colour", () => {
    for (const setting of ["", "red", "#12", "url(x)", "#12345g"]) expect(readableAccent(setting, "light")).toBeNull();
  });
});

describe("time", () => {
  const words = calendar("en-GB", "Europe/Berlin");
  const now = new Date("2026-11-22T10:00:00Z");

  it("says dates as people do, with the year only when it is another", () => {
    expect(words.day("2026-11-27", now)).toBe("Friday, 27 November");
    expect(words.day("2025-12-01", now)).toBe("Monday, 1 December 2025");
  });

  it("does not move a plain date into another day by time zone", () => {
    expect(calendar("en-GB", "America/Los_Angeles").day("2026-11-27", now)).toBe("Friday, 27 November");
  });

  it("heads days by their nearness, in the reader's time zone", () => {
    expect(words.dayHeading("2026-11-21T23:30:00Z", now)).toBe("Today");
    expect(words.dayHeading("2026-11-21T20:00:00Z", now)).toBe("Yesterday");
    expect(words.dayHeading("2026-11-17T20:00:00Z", now)).toBe("Tuesday, 17 November");
  });

  it.each([
    [0, "0:00", "less than a minute", "now"],
    [40_000, "0:40", "less than a minute", "now"],
    [130_000, "2:10", "2 minutes", "2 min"],
    [3_909_000, "1:05:09", "1 hour 5 minutes", "1 h"],
    [-5_000, "0:00", "less than a minute", "now"],
  ])("tells a wait of %i ms short and spoken", (ms, short, spoken, age) => {
    expect([stopwatch(0, ms), spokenWait(0, ms), shortAge(0, ms)]).toEqual([short, spoken, age]);
  });

  it("counts places in line", () => {
    expect([1, 2, 3, 4, 11, 12, 21, 102].map(ordinal)).toEqual("1st 2nd 3rd 4th 11th 12th 21st 102nd".split(" "));
  });
});

describe("rows", () => {
  const parts = { writer: { kind: "customer" as const, name: "You" }, calendar: calendar("en-GB", "UTC"), now: new Date("2026-11-22T12:00:00Z") };

  it("head each day once, and join one author's messages into a run that events end", () => {
    const entries = [said(1), said(2), event(3, "claimed"), said(4)];
    const drawn = rows({ ...parts, entries, pending: [] });
    expect(drawn.map((row) => row.kind)).toEqual(["day", "message", "message", "line", "message"]);
    expect(drawn.map((row) => (row.kind === "message" ? [row.first, row.last] : null))).toEqual([
      null, [true, false], [false, true], null, [true, true],
    ]);
  });

  it("put what has not arrived last, under the id it will keep", () => {
    const pending = [{ id: "p1", conversation_id: null, text: "soon", at: "2026-11-22T10:00:05Z", state: "sending" as const, reason: null }];
    expect(rows({ ...parts, entries: [said(1)], pending }).at(-1)).toMatchObject({ key: "p1", author: "customer", entry: null });
  });
});

describe("characters", () => {
  it("are counted as people and the desk count them: an emoji is not two", () => {
    expect(countCharacters("a😀é")).toBe(3);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(countCharacters(text)).toBe(Array.from(text).length);
      }),
    );
  });
});
