import type { KeyValue } from "../shared/storage";
import { Notices } from "./notices";
import { browserRepeat } from "./viewers";

/** Notices with this browser's loudspeaker and its own notices. */
export function browserNotices(store: KeyValue): Notices {
  let audio: AudioContext | null = null;
  return new Notices({
    store,
    sound: () => {
      audio ??= new AudioContext();
      // Browsers keep a page silent until it was clicked or typed in once.
      if (audio.state !== "running") void audio.resume();
      if (audio.state !== "running") return false;
      chime(audio);
      return true;
    },
    show: (words) => {
      if (document.hidden) new Notification("Warmhand", { body: words, tag: "warmhand" });
    },
    allowed: () => ("Notification" in window ? Notification.permission : "unsupported"),
    ask: async () => {
      await Notification.requestPermission();
    },
    repeat: browserRepeat,
  });
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
