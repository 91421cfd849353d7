/** Where the bytes of files wait until they are sent. Keys begin with the person they belong to. */
export interface FileStore {
  put(key: string, file: Blob): Promise<void>;
  /** Null when the browser does not have it any more. */
  get(key: string): Promise<Blob | null>;
  remove(key: string): Promise<void>;
  keys(): Promise<string[]>;
  clear(): Promise<void>;
}

/** Files that last as long as the page. */
export function memoryFiles(): FileStore {
  const held = new Map<string, Blob>();
  return {
    put: (key, file) => Promise.resolve(void held.set(key, file)),
    get: (key) => Promise.resolve(held.get(key) ?? null),
    remove: (key) => Promise.resolve(void held.delete(key)),
    keys: () => Promise.resolve([...held.keys()]),
    clear: () => {
      held.clear();
      return Promise.resolve();
    },
  };
}

const TABLE = "files";

/**
 * The browser's database, so that an unsent file outlives a reload. Where the browser forbids it, or it is full, files last
 * as long as the page: every file is held in memory, and the database is asked only for what is not there.
 */
export function browserFiles(name: string, factory: IDBFactory | undefined = globalThis.indexedDB): FileStore {
  const memory = memoryFiles();
  let opening: Promise<IDBDatabase | null> | null = null;
  const open = () => (opening ??= openDatabase(name, factory));

  const ask = async <T>(mode: IDBTransactionMode, step: (table: IDBObjectStore) => IDBRequest<T>): Promise<T | null> => {
    const database = await open();
    if (database === null) return null;
    return new Promise((resolve) => {
      try {
        const request = step(database.transaction(TABLE, mode).objectStore(TABLE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(null);
      } catch {
        resolve(null); // The browser took the database away; memory goes on.
      }
    });
  };
  return {
    put: async (key, file) => {
      await memory.put(key, file);
      await ask("readwrite", (table) => table.put(file, key));
    },
    get: async (key) => {
      const here = await memory.get(key);
      if (here !== null) return here;
      const kept: unknown = await ask("readonly", (table) => table.get(key) as IDBRequest<unknown>);
      return kept instanceof Blob ? kept : null;
    },
    remove: async (key) => {
      await memory.remove(key);
      await ask("readwrite", (table) => table.delete(key));
    },
    keys: async () => {
      const kept = await ask("readonly", (table) => table.getAllKeys());
      return [...new Set([...(await memory.keys()), ...(kept ?? []).map(String)])];
    },
    clear: async () => {
      await memory.clear();
      await ask("readwrite", (table) => table.clear());
    },
  };
}

function openDatabase(name: string, factory: IDBFactory | undefined): Promise<IDBDatabase | null> {
  if (factory === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    try {
      const request = factory.open(name, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
      request.onblocked = () => resolve(null);
    } catch {
      resolve(null); // Embedded pages may be forbidden to store anything.
    }
  });
}
