import type { DataRoom } from "../data";
import type { Importing } from "../importing";
import { FindingList } from "./file-editor";
import { Trouble } from "./shown";

/** Examples from a table or another assistant: looked at first, taken in on a second word. And all of ours, to take along. */
export function ImportForm({ data }: { data: DataRoom }) {
  const { importing } = data;
  return (
    <div class="import">
      <form
        class="form card"
        data-testid="import"
        onSubmit={(event) => {
          event.preventDefault();
          void importing.ask(false);
        }}
      >
        <h2>Import</h2>
        <Source importing={importing} />
        <Trouble words={importing.trouble.value} />
        <p class="in-row">
          <button type="submit" class="button" disabled={importing.busy.value || importing.empty} data-testid="preview">
            {importing.busy.value ? "Reading…" : "See what would come"}
          </button>
        </p>
        <Brought importing={importing} />
      </form>
      <section class="card">
        <h2>Export</h2>
        <p>All examples in one file. In the table, what a spreadsheet would run as a formula begins with an apostrophe.</p>
        <p class="in-row">
          <button type="button" class="button" data-testid="export-tsv" onClick={() => void data.export("tsv")}>
            As a table (TSV)
          </button>
          <button type="button" class="button" data-testid="export-rasa" onClick={() => void data.export("rasa")}>
            As a Rasa file
          </button>
        </p>
      </section>
    </div>
  );
}

function Source({ importing }: { importing: Importing }) {
  return (
    <>
      <label>
        What it is
        <select value={importing.format.value} onChange={(event) => (importing.format.value = event.currentTarget.value as "tsv" | "rasa")}>
          <option value="tsv">A table: text, tab, intent</option>
          <option value="rasa">A Rasa file (YAML)</option>
        </select>
      </label>
      <label>
        A file
        <input
          type="file"
          accept=".tsv,.txt,.yml,.yaml,text/*"
          data-testid="import-file"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) void importing.take(file);
          }}
        />
      </label>
      <label>
        Or paste it here
        <textarea
          rows={6}
          spellcheck={false}
          placeholder={importing.format.value === "tsv" ? "where is my parcel\ttrack_order" : 'nlu:\n  - intent: track_order\n    examples: |\n      - where is my parcel'}
          value={importing.text.value}
          data-testid="import-text"
          onInput={(event) => importing.write(event.currentTarget.value)}
        />
      </label>
      {importing.fileName.value !== null && <p class="quiet-note">From {importing.fileName.value}.</p>}
    </>
  );
}

function Brought({ importing }: { importing: Importing }) {
  const found = importing.found.value;
  if (found === null) return null;
  const lines = (count: number) => (count === 1 ? "1 line" : `${count.toLocaleString()} lines`);
  return (
    <div class="brought" data-testid="brought" aria-live="polite">
      {found.change === null ? (
        <p>
          {lines(found.rows)}: <strong>{found.new} new</strong>, {found.known} here already, {found.findings.length} that cannot be taken.
        </p>
      ) : (
        <p class="fine">✓ {found.new} examples are in the data. The change is under Changes.</p>
      )}
      <FindingList findings={found.findings} />
      {found.change === null && found.new > 0 && (
        <button type="button" class="button primary" disabled={importing.busy.value} data-testid="import-commit" onClick={() => void importing.ask(true)}>
          Take in {found.new} examples
        </button>
      )}
    </div>
  );
}
