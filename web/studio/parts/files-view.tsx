import type { DataRoom } from "../data";
import { FileEditor } from "./file-editor";
import { Empty, Shown } from "./shown";

/** The files of the training data; one of them opens to be changed. */
export function FilesView({ data }: { data: DataRoom }) {
  const { editing } = data;
  const opened = editing.opened.value;
  return (
    <div class="files">
      <Shown of={data.files} lines={6}>
        {({ files }) =>
          files.length === 0 ? (
            <Empty title="There are no files" />
          ) : (
            <ul class="file-list" aria-label="Files">
              {files.map(({ path, bytes }) => (
                <li key={path}>
                  <button type="button" aria-current={opened?.path === path} data-testid="file" disabled={editing.dirty.value && opened?.path !== path} onClick={() => void editing.open(path)}>
                    <span>{path}</span>
                    <span class="quiet-note">{(bytes / 1000).toFixed(1)} kB</span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {opened === null ? (
        <Empty title="Choose a file">
          <p>Rasa’s own YAML, as it lies in the repository. Every saved change can be undone.</p>
        </Empty>
      ) : (
        <FileEditor key={opened.path} editing={editing} />
      )}
    </div>
  );
}
