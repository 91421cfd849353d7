import { calendar } from "../../shared/time";
import type { SearchHit, SearchResult } from "../../shared/types";
import type { Console } from "../console";

const CALENDAR = calendar("en-GB");
const HITS_SHOWN = 3;

/** What was found, newest first, each hit in its words; one click leads to the very message. */
export function SearchResults({ desk }: { desk: Console }) {
  const { results, state, trouble, next } = desk.search;
  const found = results.value;
  return (
    <div class="search-results" data-testid="search-results" data-state={state.value}>
      <p class="unseen" role="status">
        {state.value === "searching" ? "Searching" : found.length === 0 ? "Nothing found" : `${found.length} conversations found`}
      </p>
      {state.value === "failed" && <p class="inbox-empty">{trouble.value}</p>}
      {state.value === "ready" && found.length === 0 && (
        <p class="inbox-empty">
          <strong>Nothing found</strong>
          Every word must stand in a message. Quotation marks keep words in a row.
        </p>
      )}
      <ul aria-label="Search results">
        {found.map((result) => (
          <Result key={result.conversation.id} desk={desk} result={result} />
        ))}
      </ul>
      {next.value !== null && (
        <button type="button" class="button" data-testid="search-more" onClick={() => desk.search.more()}>
          Show older
        </button>
      )}
    </div>
  );
}

function Result({ desk, result }: { desk: Console; result: SearchResult }) {
  const { conversation, hits } = result;
  return (
    <li class="search-result" data-testid="search-result" data-id={conversation.id}>
      <button
        type="button"
        class="item whole"
        data-testid="search-open"
        onClick={() => desk.select(conversation.id, hits[0]?.seq ?? null)}
      >
        <span class="top">
          <span class="name">{conversation.customer.name}</span>
          <span class="age">{CALENDAR.day(conversation.last_at, new Date())}</span>
        </span>
        {hits.length === 0 && <span class="said">{conversation.last_text}</span>}
      </button>
      {hits.slice(0, HITS_SHOWN).map((hit) => (
        <button
          key={hit.seq}
          type="button"
          class="hit"
          data-testid="search-hit"
          data-seq={hit.seq}
          onClick={() => desk.select(conversation.id, hit.seq)}
        >
          <Words hit={hit} />
        </button>
      ))}
      {hits.length > HITS_SHOWN && <p class="quiet-note">{hits.length - HITS_SHOWN} more in this conversation</p>}
    </li>
  );
}

function Words({ hit }: { hit: SearchHit }) {
  const by = hit.kind === "note" ? `Note, ${hit.author.name}` : hit.author.name;
  return (
    <>
      <span class="quiet-note">{by}: </span>
      {hit.excerpt.map((piece, index) => (piece.hit ? <mark key={index}>{piece.text}</mark> : piece.text))}
    </>
  );
}
