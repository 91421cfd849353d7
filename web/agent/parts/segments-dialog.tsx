import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";
import { RelationshipRules, type Segment } from "../relationship-rules";

const NUMBERS = [
  ["orders_from", "Orders, from"],
  ["orders_to", "Orders, to"],
  ["ordered_within_days", "Ordered within days"],
  ["silent_for_days", "No order for days"],
] as const;
const EMPTY: Segment = { name: "", tiers: [], orders_from: null, orders_to: null, ordered_within_days: null, silent_for_days: null, in_trouble: null };

/** Which customers belong together, and after which order thanks are said; a version at a time. */
export function SegmentsDialog({ desk }: { desk: Console }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [rules] = useState(() => new RelationshipRules(desk.desk));
  const [why, setWhy] = useState("");
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => void rules.load(), []);
  const draft = rules.draft.value;
  const found = rules.found.value;
  const put = (at: number, change: Partial<Segment>) =>
    rules.change({ segments: (draft?.segments ?? []).map((one, place) => (place === at ? { ...one, ...change } : one)) });
  return (
    <dialog ref={dialog} class="cheat-sheet quality" aria-labelledby="segments-title" data-testid="segments-room" onClose={() => (desk.rooms.segments.value = false)}>
      <header>
        <h2 id="segments-title">Segments and thanks</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {rules.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {rules.trouble.value}
        </p>
      )}
      {rules.kept.value && <p role="status">In force from now on.</p>}
      {draft !== null && found !== null && (
        <form
          class="quality-form"
          onSubmit={(event) => {
            event.preventDefault();
            void rules.save(why.trim()).then(() => setWhy(""));
          }}
        >
          <p class="quiet-note">
            Version {found.version}, {found.by}: {found.why} A customer belongs to the first segment that holds.
          </p>
          {draft.segments.map((one, at) => (
            <fieldset key={at} data-testid="segment">
              <legend>Segment {at + 1}</legend>
              <label>
                Name
                <input required maxLength={40} value={one.name} data-testid="segment-name" onInput={(event) => put(at, { name: event.currentTarget.value })} />
              </label>
              <label>
                Tiers, with commas between; empty for any
                <input value={one.tiers.join(", ")} onChange={(event) => put(at, { tiers: words(event.currentTarget.value) })} />
              </label>
              <div class="quality-beside">
                {NUMBERS.map(([name, says]) => (
                  <label key={name}>
                    {says}
                    <input type="number" min={0} max={100000} value={one[name] ?? ""} onChange={(event) => put(at, { [name]: number(event.currentTarget.value) })} />
                  </label>
                ))}
              </div>
              <label class="quality-check">
                <input type="checkbox" checked={one.in_trouble === true} onChange={(event) => put(at, { in_trouble: event.currentTarget.checked ? true : null })} /> Only in open trouble
              </label>
              <button type="button" class="text-button" onClick={() => rules.change({ segments: draft.segments.filter((_, place) => place !== at) })}>
                Take away<span class="unseen"> segment {at + 1}</span>
              </button>
            </fieldset>
          ))}
          <button type="button" class="button" data-testid="segment-add" onClick={() => rules.change({ segments: [...draft.segments, EMPTY] })}>
            Add a segment
          </button>
          <label>
            Thank after these orders, with commas between
            <input
              value={draft.thanks_after.join(", ")}
              data-testid="thanks-after"
              onChange={(event) => rules.change({ thanks_after: words(event.currentTarget.value).map(Number).filter(Number.isInteger) })}
            />
          </label>
          <label>
            Words of thanks; {"{n}"} stands for “5th”
            <textarea rows={2} maxLength={400} value={draft.thanks_words} onInput={(event) => rules.change({ thanks_words: event.currentTarget.value })} />
          </label>
          <label>
            Words on a birthday; empty for none
            <textarea rows={2} maxLength={400} value={draft.birthday_words} onInput={(event) => rules.change({ birthday_words: event.currentTarget.value })} />
          </label>
          <label>
            Why it changes
            <input required maxLength={300} value={why} data-testid="segments-why" onInput={(event) => setWhy(event.currentTarget.value)} />
          </label>
          <button type="submit" class="button primary" data-testid="segments-save">
            Put in force
          </button>
        </form>
      )}
    </dialog>
  );
}

function words(typed: string): string[] {
  return typed.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

function number(typed: string): number | null {
  return typed === "" ? null : Number(typed);
}
