import type { DataTab } from "../data";
import type { Studio } from "../studio";
import { ChangesList } from "./changes-list";
import { FilesView } from "./files-view";
import { ImportForm } from "./import-form";
import { IntentsTable } from "./intents-table";
import { Trouble } from "./shown";

const TABS: Record<DataTab, string> = { intents: "Intents", changes: "Changes", files: "Files", import: "Import and export" };

/** What the assistant learns from. */
export function DataScreen({ studio }: { studio: Studio }) {
  const { data } = studio;
  const tab = data.tab.value;
  return (
    <div class="page" data-testid="data">
      <h1>Training data</h1>
      <div class="segments" role="group" aria-label="Part of the data">
        {(Object.keys(TABS) as DataTab[]).map((each) => (
          <button key={each} type="button" aria-pressed={tab === each} data-testid={`tab-${each}`} onClick={() => (data.tab.value = each)}>
            {TABS[each]}
          </button>
        ))}
      </div>
      <Trouble words={data.trouble.value} />
      {tab === "intents" && <IntentsTable data={data} />}
      {tab === "changes" && <ChangesList data={data} />}
      {tab === "files" && <FilesView data={data} />}
      {tab === "import" && <ImportForm data={data} />}
    </div>
  );
}
