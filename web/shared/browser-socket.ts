import { LiveSocket, type LiveSocketParts, type Wire, type WireEvents } from "./socket";

/** A LiveSocket over the browser's WebSocket, to a path on this page's own origin. */
export function browserSocket(path: string, parts: Pick<LiveSocketParts, "greet" | "frame" | "state">): LiveSocket {
  const socket = new LiveSocket({
    ...parts,
    open: (events) => openWire(path, events),
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  });
  window.addEventListener("online", () => socket.wake());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) socket.wake();
  });
  return socket;
}

function openWire(path: string, events: WireEvents): Wire {
  const address = new URL(path, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  const wire = new WebSocket(address);
  wire.addEventListener("open", () => events.opened());
  wire.addEventListener("message", (event) => events.said(String(event.data)));
  wire.addEventListener("close", (event) => events.closed(event.code));
  return {
    send: (text) => {
      if (wire.readyState === WebSocket.OPEN) wire.send(text);
    },
    close: () => wire.close(1000),
  };
}
