import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Cause, Offer, Verdict, Wish } from "../../shared/gift-types";
import type { Order } from "../../shared/types";
import { ANSWERS, CAUSES, decimal, GIFTS, minorOf, money } from "../gift-words";
import type { Gifts } from "../gifts";

const CHECK_MS = 250;
const CAUSE_NAMES = Object.keys(CAUSES) as Cause[];

/** Making one order good: what, why, how much; what is within one's authority is shown before anything is sent. */
export function GiftForm({ gifts, order, first }: { gifts: Gifts; order: Order; first: boolean }) {
  const [shown, setShown] = useState(false);
  const wanted = gifts.wanted.value;
  useEffect(() => {
    if (!wanted || !first) return;
    gifts.wanted.value = false;
    setShown(true);
  }, [wanted, first]);
  if (!shown) {
    return (
      <button type="button" class="button make-good" data-testid="make-good" onClick={() => setShown(true)}>
        Make it good
      </button>
    );
  }
  return <Open gifts={gifts} order={order} close={() => setShown(false)} />;
}

function Open({ gifts, order, close }: { gifts: Gifts; order: Order; close: () => void }) {
  const offers = gifts.offers.value.get(order.number);
  useEffect(() => {
    gifts.trouble.value = null;
    gifts.forgetVerdict();
    void gifts.look(order.number);
  }, [order.number]);
  if (offers === undefined) return <div class="skeleton" aria-busy="true" />;
  if (typeof offers === "string") {
    return (
      <p class="quiet-note" role="alert">
        {offers}{" "}
        <button type="button" class="text-button" onClick={() => void gifts.look(order.number)}>
          Try again
        </button>
      </p>
    );
  }
  return <Fields gifts={gifts} order={order} offers={offers} close={close} />;
}

function Fields({ gifts, order, offers, close }: { gifts: Gifts; order: Order; offers: Offer[]; close: () => void }) {
  const [chosen, setChosen] = useState(() => offers.findIndex(({ gift, possible }) => possible && gift === "voucher"));
  const [cause, setCause] = useState<Cause>(order.late ? "late" : order.state === "lost" ? "lost" : "poor_service");
  const [typed, setTyped] = useState("");
  const offer = offers[chosen];
  const currency = offer?.most.currency ?? "EUR";
  const minor = offer === undefined ? null : offer.fixed ? offer.most.minor : minorOf(typed, currency);
  const wish: Wish | null =
    offer === undefined || minor === null || minor === 0
      ? null
      : { order_number: order.number, gift: offer.gift, cause, amount: { minor, currency }, sku: offer.sku };
  useChecked(gifts, wish);
  const first = useRef<HTMLSelectElement>(null);
  const whole = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const verdict = gifts.verdict.value;
  useEffect(() => whole.current?.scrollIntoView({ block: "nearest" }), [verdict]);
  const answer = verdict !== null && typeof verdict !== "string" ? verdict.answer : null;
  return (
    <form
      ref={whole}
      class="gift-form"
      data-testid="gift-form"
      aria-label={`Make order ${order.number} good`}
      onSubmit={(event) => {
        event.preventDefault();
        if (wish !== null && (answer === "within" || answer === "needs_approval")) {
          void gifts.give(wish, answer === "needs_approval").then((done) => (done ? close() : undefined));
        }
      }}
    >
      <label>
        What
        <select ref={first} value={String(chosen)} data-testid="gift-kind" onChange={(event) => setChosen(Number(event.currentTarget.value))}>
          {offers.map((each, index) => (
            <option key={`${each.gift}-${each.sku ?? ""}`} value={String(index)} disabled={!each.possible}>
              {offerWords(each)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Why
        <select value={cause} data-testid="gift-cause" onChange={(event) => setCause(event.currentTarget.value as Cause)}>
          {CAUSE_NAMES.map((name) => (
            <option key={name} value={name}>
              {CAUSES[name]}
            </option>
          ))}
        </select>
      </label>
      {offer !== undefined && (
        <label>
          How much ({currency})
          <input
            inputMode="decimal"
            autocomplete="off"
            readOnly={offer.fixed}
            value={offer.fixed ? decimal(offer.most.minor, currency) : typed}
            placeholder={`at most ${decimal(offer.most.minor, currency)}`}
            aria-invalid={typed !== "" && !offer.fixed && minor === null}
            data-testid="gift-amount"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
      )}
      <VerdictBox verdict={verdict} currency={currency} />
      {gifts.trouble.value !== null && (
        <p class="form-trouble" role="alert" data-testid="gift-trouble">
          {gifts.trouble.value}
        </p>
      )}
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button
          type="submit"
          class="button primary"
          data-testid="gift-send"
          disabled={wish === null || gifts.busy.value || answer === null || answer === "never"}
        >
          {answer === "needs_approval" ? "Ask for approval" : "Give"}
        </button>
      </div>
    </form>
  );
}

/** What would be said to the wish as it stands. */
export function VerdictBox({ verdict, currency }: { verdict: Verdict | string | null; currency: string }) {
  if (verdict === null) return <p class="gift-verdict quiet-note">Say how much, and you see whether it is yours to give.</p>;
  if (typeof verdict === "string") {
    return (
      <p class="gift-verdict warn" role="status" data-testid="gift-verdict" data-answer="never">
        {verdict}
      </p>
    );
  }
  return (
    <div class={verdict.answer === "within" ? "gift-verdict" : "gift-verdict warn"} role="status" data-testid="gift-verdict" data-answer={verdict.answer}>
      <strong>{ANSWERS[verdict.answer]}</strong>
      <ul>
        {verdict.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
        {verdict.answer !== "within" && verdict.left > 0 && <li>Yours to give at once: {money({ minor: verdict.left, currency })}.</li>}
      </ul>
    </div>
  );
}

/** Asks what would be said, a moment after the last change. */
function useChecked(gifts: Gifts, wish: Wish | null): void {
  const written = JSON.stringify(wish);
  useEffect(() => {
    gifts.forgetVerdict();
    if (wish === null) return undefined;
    const timer = setTimeout(() => void gifts.check(wish), CHECK_MS);
    return () => clearTimeout(timer);
  }, [gifts, written]);
}

function offerWords(offer: Offer): string {
  const what = offer.label === "" ? GIFTS[offer.gift] : `${GIFTS[offer.gift]}: ${offer.label}`;
  return offer.possible || offer.why === null ? what : `${what} (${offer.why.replace(/\.$/, "").toLowerCase()})`;
}
