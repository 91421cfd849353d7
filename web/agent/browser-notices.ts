import type { KeyValue } from "../shared/storage";
import { Notices } from "./notices";
import { browserRepeat } from "./viewers";

/** Notices with this browser's loudspeaker and its own notices. */
export function browserNotices(store: KeyValue): Notices {
  let audio: AudioContext | null = null;
  const notices = new Notices({
    store,
    sound: () => {
      audio ??= new AudioContext();
      // Browsers keep a page silent until it was clicked or typed in once.
      if (audio.state !== "running") void audio.resume();
      if (audio.state !== "running") return false;
      chime(audio);
      return true;
    },
    show,
    allowed: () => ("Notification" in window ? Notification.permission : "unsupported"),
    ask: async () => {
      await Notification.requestPermission();
    },
    repeat: browserRepeat,
  });
  const touched = () => {
    if (audio !== null && audio.state !== "running") void audio.resume().then(() => notices.audible());
  };
  document.addEventListener("pointerdown", touched);
  document.addEventListener("keydown", touched);
  return notices;
}

/** With one tag there is one notice, however often it calls; `renotify` lets it call again instead of changing silently. */
const ONE_NOTICE: NotificationOptions & { renotify: boolean } = { tag: "warmhand", renotify: true };

function show(words: string): boolean {
  if (document.hasFocus()) return true;
  try {
    const notice = new Notification("Warmhand", { ...ONE_NOTICE, body: words });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return true;
  } catch (error) {
    // Browsers on phones say they can, and then take notices from service workers only.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** Two soft notes; made here, so that there is no file to load. */
function chime(audio: AudioContext): void {
  for (const [index, pitch] of [660, 880].entries()) {
    const begins = audio.currentTime + index * 0.16;
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, begins);
    loudness.gain.exponentialRampToValueAtTime(0.12, begins + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.0001, begins + 0.3);
    tone.connect(loudness).connect(audio.destination);
    tone.start(begins);
    tone.stop(begins + 0.32);
  }
}
