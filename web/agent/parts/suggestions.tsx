import { calendar } from "../../shared/time";
import { Icon } from "../../shared/icons";
import type { SuggestedReply, Summary } from "../../shared/types";
import { fillIn } from "../canned";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { valuesOf } from "../place-values";
import { withSuggestion } from "../suggesting";

const CALENDAR = calendar("en-GB");

export interface SuggestionsProps {
  desk: Console;
  open: OpenConversation;
  summary: Summary;
  reply: { current: HTMLTextAreaElement | null };
}

interface Offer {
  key: string;
  text: string;
  from: preact.ComponentChildren;
  /** For whoever hears the button and does not see what stands beside it. */
  called: string;
}

/** What helped before, above the field to write in: it is put into the field, and sent by nobody but the agent. */
export function SuggestionsList({ desk, open, summary, reply }: SuggestionsProps) {
  const { found, unfolded } = open.suggesting;
  const { replies, articles } = found.value;
  const values = valuesOf(desk, open, summary);
  const offers: Offer[] = [
    ...replies.map((one) => ({
      key: `${one.from.conversation_id}/${one.from.seq}`,
      text: fillIn(one.text, values),
      from: <ReplySource reply={one} desk={desk} />,
      called: `Use what ${one.from.agent} wrote`,
    })),
    ...articles.map((one) => ({ key: one.id, text: one.text, from: <>Article: {one.title}</>, called: `Use the article ${one.title}` })),
  ];
  if (offers.length === 0) return null;
  const use = (text: string) => {
    open.write(withSuggestion(open.draft.value, text));
    open.team.mode.value = "reply";
    unfolded.value = false;
    requestAnimationFrame(() => reply.current?.focus());
  };
  const shown = unfolded.value ? offers : offers.slice(0, 1);
  return (
    <section class="suggestions" aria-label="Suggested answers" data-testid="suggestions" data-unfolded={unfolded.value}>
      <ul>
        {shown.map((offer) => (
          <li key={offer.key} data-testid="suggestion">
            <p class="words">{offer.text}</p>
            <p class="source">{offer.from}</p>
            <button type="button" class="button" data-testid="use-suggestion" aria-label={offer.called} onClick={() => use(offer.text)}>
              Use
            </button>
          </li>
        ))}
      </ul>
      {(offers.length > 1 || unfolded.value) && (
        <button
          type="button"
          class="text-button"
          data-testid="more-suggestions"
          aria-expanded={unfolded.value}
          onClick={() => (unfolded.value = !unfolded.value)}
        >
          <Icon name="down" small /> {unfolded.value ? "Fewer" : `${offers.length - 1} more`}
        </button>
      )}
    </section>
  );
}

function ReplySource({ reply, desk }: { reply: SuggestedReply; desk: Console }) {
  const { agent, at, rating, question, conversation_id } = reply.from;
  return (
    <>
      {agent}, {CALENDAR.day(at, new Date())}
      {rating !== null && `, rated ${rating} of 5`}:{" "}
      <button type="button" class="text-button" title="Open that conversation" onClick={() => desk.select(conversation_id)}>
        “{question}”
      </button>
    </>
  );
}
