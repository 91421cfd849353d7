import { useSignal } from "@preact/signals";
import { announce } from "../../shared/live-region";
import type { TextFile } from "../api";
import type { Trying } from "../trying";
import { Trouble } from "./shown";

/** A real conversation as a test story, without anything personal in it. */
export function TestMaker({ trying }: { trying: Trying }) {
  const id = useSignal("");
  const test = trying.test.value;
  return (
    <section class="card" aria-label="Make a test" data-testid="test-maker">
      <h2>Make a test of a conversation</h2>
      <form
        class="say"
        onSubmit={(event) => {
          event.preventDefault();
          void trying.makeTest(id.value);
        }}
      >
        <input aria-label="Id of the conversation" placeholder="c_…" autocomplete="off" value={id.value} data-testid="conversation-id" onInput={(event) => (id.value = event.currentTarget.value)} />
        <button type="submit" class="button" disabled={id.value.trim() === ""} data-testid="make-test">
          Make it
        </button>
      </form>
      <Trouble words={trying.testTrouble.value} />
      {test !== null && <Made test={test} save={() => trying.save(test)} />}
    </section>
  );
}

function Made({ test, save }: { test: TextFile; save: () => void }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(test.text);
      announce("Copied.");
    } catch (error) {
      // Without the right to the clipboard there is still the download.
      if (!(error instanceof DOMException)) throw error;
      announce("The browser does not let this page copy. Please download it.");
    }
  };
  return (
    <>
      <pre class="yaml" tabIndex={0} aria-label={test.name} data-testid="test-yaml">
        {test.text}
      </pre>
      <p class="in-row">
        <button type="button" class="button" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" class="button" data-testid="download-test" onClick={save}>
          Download {test.name}
        </button>
      </p>
    </>
  );
}
