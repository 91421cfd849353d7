/** The part of localStorage and sessionStorage we use. */
export interface KeyValue {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

/** Storage that lasts as long as the page. */
export function memoryStorage(): KeyValue {
  const held = new Map<string, string>();
  return {
    get: (key) => held.get(key) ?? null,
    set: (key, value) => void held.set(key, value),
    remove: (key) => void held.delete(key),
    keys: () => [...held.keys()],
  };
}

/**
 * The browser's storage, or memory where the browser forbids storage to embedded pages: the chat then works, but
 * forgets on reload. A full store is treated the same way, one write at a time.
 */
export function browserStorage(open: () => Storage): KeyValue {
  let store: Storage;
  try {
    store = open();
    store.setItem("warmhand.probe", "1");
    store.removeItem("warmhand.probe");
  } catch {
    return memoryStorage();
  }
  const overflow = memoryStorage();
  return {
    get: (key) => overflow.get(key) ?? store.getItem(key),
    set: (key, value) => {
      try {
        store.setItem(key, value);
        overflow.remove(key);
      } catch {
        overflow.set(key, value);
      }
    },
    remove: (key) => {
      overflow.remove(key);
      store.removeItem(key);
    },
    keys: () => [...new Set([...Object.keys(store), ...overflow.keys()])],
  };
}

/** Reads JSON that may be damaged or from an older version: anything unreadable counts as absent. */
export function readJson<T>(store: KeyValue, key: string, accept: (value: unknown) => value is T): T | null {
  const text = store.get(key);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return accept(value) ? value : null;
  } catch {
    return null;
  }
}

/** Removes every key that starts with the prefix. */
export function clearPrefix(store: KeyValue, prefix: string): void {
  for (const key of store.keys()) if (key.startsWith(prefix)) store.remove(key);
}
