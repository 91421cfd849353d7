import { useState } from "preact/hooks";
import { LateField } from "../../shared/late-field";
import { Trouble } from "../../studio/parts/shown";
import type { Line, Words } from "../contract";
import { blocks, changed, doing, type Knowledge, type Open } from "../knowledge";
import { STATES } from "./list";

/** One article: its words, how customers read them, and the next step of its life. */
export function Editor({ knowledge, open }: { knowledge: Knowledge; open: Open }) {
  const article = open.whole?.article ?? null;
  return (
    <div class="editor" data-testid="editor">
      <p>
        <button type="button" class="text-button" data-testid="back" onClick={() => knowledge.leave()}>
          Back to the list
        </button>
      </p>
      <h1>{article?.title ?? "New article"}</h1>
      {article !== null && (
        <p class="in-row">
          <span class={article.state === "published" ? "tag" : "tag warn"} data-testid="article-state">
            {STATES[article.state]}
          </span>
          <span class="figure">
            Version {article.latest} by {article.author} · {doing(article)}
          </span>
          {article.published !== null && (
            <a href={`/help/${article.slug}`} target="_blank" rel="noopener" data-testid="see-page">
              See the page
            </a>
          )}
        </p>
      )}
      {article !== null && article.remark !== "" && <p class="notice">Asked for in the review: {article.remark}</p>}
      <Trouble words={knowledge.trouble.value} />
      {knowledge.said.value !== null && (
        <p class="fine" role="status" data-testid="said">
          {knowledge.said.value}
        </p>
      )}
      <div class="halves">
        <Fields knowledge={knowledge} words={open.words} />
        <Preview words={open.words} />
      </div>
      <Steps knowledge={knowledge} open={open} article={article} />
      {article !== null && knowledge.listed.value?.keeper === true && <Care key={article.version} knowledge={knowledge} article={article} />}
    </div>
  );
}

function Fields({ knowledge, words }: { knowledge: Knowledge; words: Words }) {
  const intents = knowledge.listed.value?.intents ?? [];
  const lines = (text: string) => text.split("\n");
  return (
    <form class="form" aria-label="The article" onSubmit={(event) => event.preventDefault()}>
      <label>
        Title
        <input value={words.title} maxLength={120} data-testid="title" onInput={(event) => knowledge.edit({ title: event.currentTarget.value })} />
      </label>
      <label>
        The answer in short: the assistant says it
        <textarea rows={4} maxLength={700} value={words.summary} data-testid="summary" onInput={(event) => knowledge.edit({ summary: event.currentTarget.value })} />
      </label>
      <label>
        The rest for customers. An empty line parts paragraphs, “- ” begins a line of a list
        <textarea rows={7} value={words.body} data-testid="body" onInput={(event) => knowledge.edit({ body: event.currentTarget.value })} />
      </label>
      <label class="for-team">
        For the team alone: limits, exceptions, what to say
        <textarea rows={3} value={words.staff} data-testid="staff" onInput={(event) => knowledge.edit({ staff: event.currentTarget.value })} />
      </label>
      <label>
        How people ask for it, one a line; found by, never shown
        <textarea rows={4} value={words.asked.join("\n")} data-testid="asked" onInput={(event) => knowledge.edit({ asked: lines(event.currentTarget.value) })} />
      </label>
      <label>
        Labels, with commas between them
        <LateField key={words.labels.join()} value={words.labels.join(", ")} data-testid="labels" done={(labels) => knowledge.edit({ labels: listed(labels) })} />
      </label>
      <label>
        The assistant answers with it, when it reads
        <select value={words.intents[0] ?? ""} data-testid="intent" onChange={(event) => knowledge.edit({ intents: listed(event.currentTarget.value) })}>
          <option value="">nothing in particular</option>
          {intents.map((intent) => (
            <option key={intent} value={intent}>
              {intent.replaceAll("_", " ")}
            </option>
          ))}
        </select>
      </label>
    </form>
  );
}

function listed(text: string): string[] {
  return text.split(",").map((one) => one.trim()).filter((one) => one !== "");
}

function Preview({ words }: { words: Words }) {
  return (
    <section class="preview" aria-label="As customers read it" data-testid="preview">
      <p class="figure">As customers read it</p>
      <h2>{words.title === "" ? "…" : words.title}</h2>
      <p class="lead">{words.summary}</p>
      {blocks(words.body).map((block, at) =>
        "items" in block ? (
          <ul key={at}>
            {block.items.map((item) => (
              <li key={item}>{item}</li>
            ))}
          </ul>
        ) : (
          <p key={at}>{block.text}</p>
        ),
      )}
    </section>
  );
}

function Steps({ knowledge, open, article }: { knowledge: Knowledge; open: Open; article: Line | null }) {
  const [remark, setRemark] = useState("");
  const keeper = knowledge.listed.value?.keeper === true;
  const unsaved = changed(open);
  const busy = knowledge.busy.value;
  const step = (testId: string, words: string, does: () => Promise<void>, primary = true) => (
    <button type="button" class={primary ? "button primary" : "button"} data-testid={testId} disabled={busy || unsaved} onClick={() => void does()}>
      {words}
    </button>
  );
  return (
    <div class="steps-row">
      <button type="button" class={unsaved ? "button primary" : "button"} data-testid="save" disabled={busy || !unsaved} onClick={() => void knowledge.save()}>
        Save as a draft
      </button>
      {article?.state === "draft" && step("submit", "Ask for a review", () => knowledge.takeStep("submit"))}
      {article?.state === "review" && keeper && (
        <>
          {step("publish", "Publish", () => knowledge.takeStep("publish"))}
          <input aria-label="What should change" placeholder="What should change?" maxLength={400} value={remark} data-testid="remark" onInput={(event) => setRemark(event.currentTarget.value)} />
          {step("send-back", "Send back", () => knowledge.sendBack(remark), false)}
        </>
      )}
      {article !== null && article.state !== "archived" && keeper && step("archive", "Archive", () => knowledge.takeStep("archive"), false)}
      {article?.state === "archived" && keeper && step("bring-back", "Bring back as a draft", () => knowledge.takeStep("bring-back"), false)}
      {unsaved && <p class="figure">Save first, then the next step.</p>}
    </div>
  );
}

function Care({ knowledge, article }: { knowledge: Knowledge; article: Line }) {
  const [owner, setOwner] = useState(article.owner.id);
  const [until, setUntil] = useState(article.expires_on ?? "");
  return (
    <form
      class="card care"
      onSubmit={(event) => {
        event.preventDefault();
        void knowledge.care(owner, until === "" ? null : until);
      }}
    >
      <h2>Who looks after it</h2>
      <div class="in-row">
        <label>
          Owner
          <select value={owner} data-testid="owner" onChange={(event) => setOwner(event.currentTarget.value)}>
            {(knowledge.listed.value?.owners ?? []).map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <label>
          It holds until
          <input type="date" value={until} data-testid="expires" onInput={(event) => setUntil(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button" data-testid="keep-care" disabled={knowledge.busy.value}>
          Keep
        </button>
      </div>
      <p class="figure">Two weeks before that day its owner is asked to look; from then on it is marked as old, not hidden.</p>
    </form>
  );
}
