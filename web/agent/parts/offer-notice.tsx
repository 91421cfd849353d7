import { present } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import type { OwnPlace } from "../own-place";
import { secondsLeft, sentence } from "../words";

/** What is offered to this agent just now: take it, or pass it to the next. */
export function OfferNotice({ own }: { own: OwnPlace }) {
  const offer = own.offer.value;
  if (offer === null) {
    return own.trouble.value === null ? null : (
      <p class="offer-notice trouble" role="alert">
        {own.trouble.value}
        <button type="button" class="icon-button" aria-label="Close" onClick={() => (own.trouble.value = null)}>
          <Icon name="close" small />
        </button>
      </p>
    );
  }
  const left = secondsLeft(offer.expires_at, present.value);
  return (
    <section class="offer-notice" aria-label="A conversation for you" data-testid="offer">
      <p>
        <strong>A conversation for you</strong>
        <span class="why">{sentence(offer.why)}</span>
      </p>
      <span class="countdown" aria-hidden="true" data-testid="countdown">
        {left} s
      </span>
      <button
        type="button"
        class="button quiet"
        data-testid="offer-pass"
        disabled={own.busy.value}
        onClick={() => void own.pass()}
      >
        Pass <kbd>x</kbd>
      </button>
      <button
        type="button"
        class="button primary"
        data-testid="offer-take"
        disabled={own.busy.value}
        onClick={() => void own.take()}
      >
        Take <kbd>t</kbd>
      </button>
    </section>
  );
}
