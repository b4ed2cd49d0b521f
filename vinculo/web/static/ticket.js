// When one's number is called the phone says so: in the title, by vibrating, and with a sound where it was asked for.
"use strict";

(() => {
  let audio = null, told = "";
  const title = document.title;

  const ring = () => {
    if (!audio || audio.state !== "running") return;
    [0, 0.4, 0.8].forEach((after) => {
      const voice = audio.createOscillator(), volume = audio.createGain(), from = audio.currentTime + after;
      voice.frequency.value = 880;
      volume.gain.setValueAtTime(0.4, from);
      volume.gain.exponentialRampToValueAtTime(0.0001, from + 0.3);
      voice.connect(volume).connect(audio.destination);
      voice.start(from);
      voice.stop(from + 0.3);
    });
  };

  const look = () => {
    const part = document.getElementById("numero");
    if (!part) return;
    const button = part.querySelector("[data-alert]");
    if (button && window.AudioContext) {
      button.hidden = Boolean(audio);
      button.addEventListener("click", async () => {
        audio = audio || new AudioContext();
        await audio.resume();
        button.hidden = true;
        ring();
      });
    }
    document.title = part.dataset.title ? `${part.dataset.title} · ${title}` : title;
    if (part.dataset.called && part.dataset.called !== told) {
      if (navigator.vibrate && navigator.userActivation && navigator.userActivation.hasBeenActive) navigator.vibrate([400, 200, 400, 200, 400]);
      ring();
    }
    told = part.dataset.called || "";
  };

  document.addEventListener("renewed", look);
  look();
})();
