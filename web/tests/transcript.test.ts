import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY, hasGap, merge, messageIds, startFrom, visible } from "../shared/transcript";
import type { Entry, Message } from "../shared/types";
import { event, said } from "./entries";

const seqs = (entries: readonly Entry[]) => entries.map((entry) => entry.seq);

/** Entries 1..n, then any mixture of them in any order, each at least once, cut into any batches. */
const deliveries = fc.integer({ min: 1, max: 40 }).chain((count) => {
  const whole = Array.from({ length: count }, (_, index) => (index % 7 === 3 ? event(index + 1, "claimed") : said(index + 1)));
  const again = fc.array(fc.integer({ min: 0, max: count - 1 }), { maxLength: 30 });
  return again.chain((repeats) =>
    fc
      .shuffledSubarray([...whole.keys(), ...repeats].map((index, place) => ({ index, place })), {
        minLength: count + repeats.length,
        maxLength: count + repeats.length,
      })
      .chain((order) =>
        fc.record({
          whole: fc.constant(whole),
          order: fc.constant(order.map(({ index }) => whole[index] as Entry)),
          batch: fc.integer({ min: 1, max: 9 }),
        }),
      ),
  );
});

describe("transcript", () => {
  it("shows the same list whatever the order, the batches and the repeats in which entries arrive", () => {
    fc.assert(
      fc.property(deliveries, ({ whole, order, batch }) => {
        let transcript = EMPTY;
        for (let at = 0; at < order.length; at += batch) transcript = merge(transcript, order.slice(at, at + batch));
        expect(visible(transcript)).toEqual(whole);
        expect(transcript.held).toBe(whole.length);
        expect(hasGap(transcript)).toBe(false);
      }),
    );
  });

  it("never shows an entry beyond a gap, and says that there is one", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (arrived) => {
        const transcript = merge(EMPTY, arrived.map((seq) => said(seq)));
        const shown = seqs(visible(transcript));
        expect(shown).toEqual(shown.map((_, index) => index + 1));
        expect(arrived).not.toContain(shown.length + 1);
        expect(hasGap(transcript)).toBe(Math.max(...arrived) > shown.length);
      }),
    );
  });

  it("is the very same object when nothing new arrived, so that nothing is drawn again", () => {
    const transcript = merge(EMPTY, [said(1), said(2)]);
    expect(merge(transcript, [said(2), said(1)])).toBe(transcript);
  });

  it("keeps hidden entries in the numbering and off the screen", () => {
    const transcript = merge(EMPTY, [said(1), event(2, "hidden"), said(3)]);
    expect(seqs(visible(transcript))).toEqual([1, 3]);
    expect(transcript.held).toBe(3);
  });

  it("shows a message once even if it were numbered twice", () => {
    const transcript = merge(EMPTY, [said(1, { id: "same" }), said(2, { id: "same" }), said(3)]);
    expect(seqs(visible(transcript))).toEqual([1, 3]);
  });

  it("starts where a full load starts and ignores what is older", () => {
    const transcript = merge(startFrom([said(201), said(202)]), [said(4), said(203)]);
    expect(seqs(visible(transcript))).toEqual([201, 202, 203]);
    expect(transcript.held).toBe(203);
  });

  it("knows the ids of messages that arrived beyond a gap", () => {
    expect(messageIds(merge(EMPTY, [said(1), said(5, { id: "late" })]))).toEqual(new Set(["m1", "late"]));
  });

  it("shows a message in its last words, or as deleted, and the entries that tell of it not at all", () => {
    const reworded = { ...said(1).message, id: "m-1", text: "better", edited_at: "2026-11-25T12:00:00.000Z" } as Message;
    const gone = { ...reworded, text: "", deleted: true as const };
    const edit = { ...event(3, "edited"), line: null, change: { seq: 1, message: reworded } };
    const removal = { ...event(4, "deleted"), line: null, change: { seq: 1, message: gone } };
    const after = merge(startFrom([said(1), said(2)]), [edit]);
    expect(visible(after).map((entry) => entry.message?.text)).toEqual(["better", said(2).message?.text]);
    const later = merge(after, [removal]);
    expect(visible(later)[0]?.message?.deleted).toBe(true);
    expect(visible(later)).toHaveLength(2);
    expect(later.held).toBe(4);
  });
});
