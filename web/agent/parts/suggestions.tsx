import { useRef } from "preact/hooks";
import { calendar } from "../../shared/time";
import { Icon } from "../../shared/icons";
import type { SuggestedReply, Summary, UsableArticle } from "../../shared/types";
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
  /** The article it is, whose use is counted. */
  article?: UsableArticle;
  text: string;
  from: preact.ComponentChildren;
  /** For whoever hears the button and does not see what stands beside it. */
  called: string;
}

/** What helped before, above the field to write in: it is put into the field, and sent by nobody but the agent. */
export function SuggestionsList({ desk, open, summary, reply }: SuggestionsProps) {
  const { found, unfolded, sought } = open.suggesting;
  const { replies, articles } = found.value;
  const values = valuesOf(desk, open, summary);
  const offers: Offer[] = [
    ...(sought.value !== null ? [] : replies).map((one) => ({
      key: `${one.from.conversation_id}/${one.from.seq}`,
      text: fillIn(one.text, values),
      from: <ReplySource reply={one} desk={desk} />,
      called: `Use what ${one.from.agent} wrote`,
    })),
    ...(sought.value ?? articles).map((one) => ({
      key: one.id,
      text: one.text,
      article: one,
      from: <ArticleSource article={one} />,
      called: `Use the article ${one.title}`,
    })),
  ];
  if (offers.length === 0 && !unfolded.value) return null;
  const use = ({ text, article }: Offer) => {
    open.write(withSuggestion(open.draft.value, text));
    if (article !== undefined) open.suggesting.used(article.id);
    sought.value = null;
    open.team.mode.value = "reply";
    unfolded.value = false;
    queueMicrotask(() => reply.current?.focus());
  };
  const shown = unfolded.value ? offers : offers.slice(0, 1);
  return (
    <section class="suggestions" aria-label="Suggested answers" data-testid="suggestions" data-unfolded={unfolded.value}>
      {unfolded.value && <ArticleSearch open={open} nothing={sought.value?.length === 0} />}
      <ul>
        {shown.map((offer) => (
          <li key={offer.key} data-testid="suggestion">
            <p class="words">{offer.text}</p>
            <p class="source">{offer.from}</p>
            {unfolded.value && offer.article !== undefined && offer.article.staff !== "" && (
              <p class="for-you" data-testid="staff-part">
                <strong>For the team alone:</strong> {offer.article.staff}
              </p>
            )}
            <button type="button" class="button" data-testid="use-suggestion" aria-label={offer.called} onClick={() => use(offer)}>
              Use
            </button>
          </li>
        ))}
      </ul>
      {(offers.length > 0 || unfolded.value) && (
        <button
          type="button"
          class="text-button"
          data-testid="more-suggestions"
          aria-expanded={unfolded.value}
          onClick={() => (unfolded.value = !unfolded.value)}
        >
          <Icon name="down" small /> {unfolded.value ? "Fewer" : offers.length > 1 ? `${offers.length - 1} more` : "Search"}
        </button>
      )}
    </section>
  );
}

function ArticleSource({ article }: { article: UsableArticle }) {
  return (
    <>
      Article: {article.title}
      {article.old && ", marked as old"}
    </>
  );
}

const WAIT_MS = 250;

/** Looks in all articles; what is found takes the place of what was suggested. */
function ArticleSearch({ open, nothing }: { open: OpenConversation; nothing: boolean }) {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const typed = (words: string) => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = setTimeout(() => void open.suggesting.seek(words), WAIT_MS);
  };
  return (
    <div class="article-search">
      <input
        type="search"
        aria-label="Search the articles"
        placeholder="Search the articles"
        maxLength={200}
        data-testid="article-search"
        onInput={(event) => typed(event.currentTarget.value)}
      />
      {nothing && <p role="status">No article about that. A draft is begun under Articles.</p>}
    </div>
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
