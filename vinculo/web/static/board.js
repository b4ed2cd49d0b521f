// The board of the waiting room: live by a stream, else by polling; a chime and a spoken number for each call.
"use strict";

(() => {
  const POLL = 3000, SILENCE = 25000, RETRY = 5000, STALE = 20000, CHIME = 4000, SPEECH = 8000; // milliseconds
  const board = document.getElementById("tablero");
  const stale = document.getElementById("atraso");
  const said = document.getElementById("dicho");
  const button = document.getElementById("sonido");
  const calls = () => [...board.querySelectorAll("[data-call]")];
  const identity = (call) => Number(call.dataset.call);
  const day = () => board.firstElementChild.dataset.key.split("-")[0];

  let source = null, live = false, heard = Date.now(), fresh = Date.now();
  let last = Math.max(0, ...calls().map(identity)), lastDay = day();

  // What changes is one part of the page, made by the server: the same by stream and by polling.
  const show = (html) => {
    fresh = Date.now();
    stale.hidden = true;
    const part = new DOMParser().parseFromString(html, "text/html").querySelector(".board-now");
    if (!part || part.dataset.key === board.firstElementChild.dataset.key) return;
    board.replaceChildren(part);
    if (day() !== lastDay) { lastDay = day(); last = 0; }
    const made = calls().filter((call) => identity(call) > last).sort((one, other) => identity(one) - identity(other));
    if (!made.length) return;
    last = identity(made[made.length - 1]);
    made.forEach((call) => { call.classList.add("is-new"); announce(call.dataset.say); });
  };

  // Sound: browsers play none before somebody has touched the page, but for kiosks that are told to.
  let audio = null, turn = Promise.resolve();
  const canPlay = () => audio && audio.state === "running";
  const tone = (pitch, from, length) => {
    const voice = audio.createOscillator(), volume = audio.createGain();
    voice.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.5, from + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + length);
    voice.connect(volume).connect(audio.destination);
    voice.start(from);
    voice.stop(from + length);
    return voice;
  };
  // What never answers (a context that is taken away in the middle of a tone, an engine that hangs) or breaks must not
  // silence the next call: each waits so long at most.
  const within = (most, work) => Promise.race([new Promise(work), new Promise((done) => setTimeout(done, most))]).catch(() => {});
  const chime = () => within(CHIME, (done) => {
    if (!canPlay()) { done(); return; }
    tone(784, audio.currentTime, 0.5);
    tone(587, audio.currentTime + 0.35, 0.9).onended = done;
  });
  const speak = (text) => within(SPEECH, (done) => {
    if (!canPlay() || !window.speechSynthesis) { done(); return; }
    const words = new SpeechSynthesisUtterance(text);
    words.lang = document.documentElement.lang === "es" ? "es-EC" : document.documentElement.lang;
    words.voice = speechSynthesis.getVoices().find((voice) => voice.lang.startsWith(words.lang.split("-")[0])) || null;
    words.rate = 0.9;
    words.onend = words.onerror = done;
    speechSynthesis.speak(words);
  });
  const announce = (text) => {
    turn = turn.then(() => { said.textContent = text; return chime(); }).then(() => speak(text));
  };
  // A context that was lost (another program took the sound, the screen slept) brings the button back.
  const offer = () => { button.hidden = canPlay(); };
  const listen = async () => {
    if (!window.AudioContext) return;
    if (!audio || audio.state === "closed") {
      audio = new AudioContext();
      audio.addEventListener("statechange", offer);
    }
    offer();
    if (!canPlay()) await within(CHIME, (done) => audio.resume().then(done, done));
    offer();
  };
  button.addEventListener("click", async () => {
    await listen();
    if (canPlay()) announce(button.dataset.say);
  });
  listen();

  // Live, as long as something is heard; the browser itself comes back to a stream that breaks off.
  const hear = () => {
    heard = Date.now();
    live = true;
    fresh = heard;
    stale.hidden = true;
  };
  const open = () => {
    if (source) source.close();
    heard = Date.now();
    source = new EventSource(board.dataset.stream);
    source.addEventListener("board", (event) => { hear(); show(event.data); });
    source.addEventListener("pulse", hear);
    source.addEventListener("error", () => { live = false; });
  };
  const poll = async () => {
    try {
      const answer = await fetch(board.dataset.poll, { cache: "no-cache", signal: AbortSignal.timeout(8000) });
      if (answer.ok) show(await answer.text());
    } catch { /* tried again in a moment; the page says when it lasts */ }
    stale.hidden = Date.now() - fresh < STALE;
  };
  const tick = async () => {
    if (live && Date.now() - heard > SILENCE) live = false;
    if (!live) await poll();
    document.documentElement.dataset.live = live ? "stream" : "poll";
    setTimeout(tick, POLL);
  };
  // A stream that was refused is closed for good: it is asked for again, and so is one that has fallen silent.
  const streams = window.EventSource && board.dataset.stream;  // it speaks Spanish: a board in another language polls
  if (streams) setInterval(() => {
    const refused = !source || source.readyState === EventSource.CLOSED;
    if (!live && Date.now() - heard > (refused ? RETRY : SILENCE)) open();
  }, RETRY);
  if (streams) open();
  tick();

  // The screen of a waiting room stays on.
  const awake = () => { if (navigator.wakeLock && !document.hidden) navigator.wakeLock.request("screen").catch(() => {}); };
  document.addEventListener("visibilitychange", awake);
  awake();
})();
