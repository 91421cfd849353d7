import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { Loading, Trouble } from "../../studio/parts/shown";
import type { Behind, BehindLine } from "../contract";
import type { Insights, Looking } from "../insights";
import { duration, ENDS, longDay, plain, span } from "../words";

/** The conversations behind a figure; each opens in the console. */
export function BehindDialog({ insights, looking }: { insights: Insights; looking: Looking }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const { wanted, found } = looking;
  const about = [wanted.reason === undefined ? null : plain(wanted.reason), wanted.cause === undefined ? null : plain(wanted.cause), wanted.span === undefined ? null : span(wanted.span)];
  return (
    <dialog ref={dialog} class="cheat-sheet behind" aria-labelledby="behind-title" data-testid="behind" onClose={() => (insights.looking.value = null)}>
      <header>
        <h2 id="behind-title">{[found?.words ?? "Conversations", ...about.filter((one) => one !== null)].join(", ")}</h2>
        <button type="button" class="icon-button" aria-label="Close" data-testid="close-behind" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <Trouble words={insights.trouble.value} />
      {found === null ? insights.trouble.value === null && <Loading lines={5} /> : <Found found={found} insights={insights} looking={looking} />}
    </dialog>
  );
}

function Found({ found, insights, looking }: { found: Behind; insights: Insights; looking: Looking }) {
  const { number, gone, pages, conversations } = found;
  return (
    <>
      <p class="figure" data-testid="behind-number">
        {number === 1 ? "One conversation" : `${number} conversations`}
        {gone > 0 && `; ${gone} of them of erased customers, counted and not to be opened`}
      </p>
      <ul class="behind-list">
        {conversations.map((one) => (
          <Line key={`${one.id} ${one.seq}`} one={one} />
        ))}
      </ul>
      {pages > 1 && (
        <p class="in-row">
          <button type="button" class="button" disabled={looking.page === 0} onClick={() => void insights.look(looking.wanted, looking.page - 1)}>
            Back
          </button>
          <span class="figure">
            Page {looking.page + 1} of {pages}
          </span>
          <button type="button" class="button" data-testid="more" disabled={looking.page + 1 >= pages} onClick={() => void insights.look(looking.wanted, looking.page + 1)}>
            More
          </button>
        </p>
      )}
    </>
  );
}

function Line({ one }: { one: BehindLine }) {
  const told = [one.end === null ? "still open" : (ENDS[one.end] ?? one.end), one.handoff, one.seconds === null ? null : duration(one.seconds)];
  return (
    <li>
      <a href={`/agent#${encodeURIComponent(one.id)}`} target="_blank" rel="noopener" data-testid="open-conversation" data-id={one.id}>
        {longDay(one.day)}, {plain(one.reason)}
      </a>
      <span class="figure">{told.filter((each) => each !== null).join(" · ")}</span>
    </li>
  );
}
