// A visit on the spot: the phone's place and moment with the check-in, photos made smaller before they leave, voice
// notes, and the reason handed to another app. Without script the same forms are sent as they are.
(() => {
  "use strict";
  const WAIT = 8000;
  const LONGEST = 1600;

  const set = (form, name, value) => {
    let input = form.querySelector(`[name="${name}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      form.append(input);
    }
    input.value = value;
  };

  const place = () =>
    new Promise((resolve) => {
      if (!navigator.geolocation) return resolve(null);
      const timer = setTimeout(() => resolve(null), WAIT);
      const done = (found) => {
        clearTimeout(timer);
        resolve(found);
      };
      navigator.geolocation.getCurrentPosition((found) => done(found.coords), () => done(null), {
        enableHighAccuracy: true,
        maximumAge: 30000,
        timeout: WAIT - 500,
      });
    });

  const fill = async (form) => {
    set(form, "at", new Date().toISOString());
    const found = await place();
    if (!found) return;
    set(form, "latitude", found.latitude.toFixed(6));
    set(form, "longitude", found.longitude.toFixed(6));
    set(form, "accuracy_m", Math.round(found.accuracy || 0));
  };

  document.querySelectorAll("[data-here]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      if (form.dataset.ready) return;
      event.preventDefault();
      const button = form.querySelector("button");
      if (button) {
        button.disabled = true;
        if (form.dataset.locating) button.lastChild.textContent = form.dataset.locating;
      }
      await fill(form);
      form.dataset.ready = "1";
      form.submit();
    });
  });

  const told = (text) => {
    const line = document.querySelector("[data-media-told]");
    if (line) line.textContent = text;
  };

  const send = async (form, name, blob, filename) => {
    await fill(form);
    const data = new FormData(form);
    data.delete(name);
    data.append(name, blob, filename);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const words = await answer.json();
      told(words.message);
      if (answer.ok) location.reload();
    } catch {
      told(form.dataset.failed);
    }
  };

  // Twelve million pixels on a dead-slow line: a quarter of a megabyte leaves instead.
  const smaller = async (file) => {
    try {
      const image = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
      return blob && blob.size < file.size ? blob : file;
    } catch {
      return file;
    }
  };

  document.querySelectorAll("[data-photo]").forEach((form) => {
    form.querySelectorAll("[data-no-script]").forEach((button) => button.remove());
    const input = form.querySelector('input[type="file"]');
    input.addEventListener("change", async () => {
      for (const file of input.files) await send(form, "photo", await smaller(file), file.name || "photo.jpg");
    });
  });

  document.querySelectorAll("[data-voice]").forEach((form) => {
    if (!window.MediaRecorder || !navigator.mediaDevices) return;
    form.hidden = false;
    const button = form.querySelector("[data-voice-button]");
    const words = button.querySelector("span");
    const label = words.textContent;
    let recorder = null;
    button.addEventListener("click", async () => {
      if (recorder) return recorder.stop();
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        return told(form.dataset.denied);
      }
      const parts = [];
      recorder = new MediaRecorder(stream);
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        const kind = recorder.mimeType.includes("mp4") ? "m4a" : recorder.mimeType.includes("ogg") ? "ogg" : "webm";
        recorder = null;
        words.textContent = label;
        button.classList.remove("is-recording");
        send(form, "voice", new Blob(parts), `voice.${kind}`);
      });
      recorder.start();
      words.textContent = form.dataset.stop;
      button.classList.add("is-recording");
    });
  });

  document.querySelectorAll("[data-share]").forEach((button) => {
    const text = document.querySelector("[data-letter]").innerText;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const line = document.querySelector("[data-share-told]");
      if (navigator.share) return navigator.share({ text }).catch(() => {});
      try {
        await navigator.clipboard.writeText(text);
        if (line) line.textContent = button.dataset.shared;
      } catch {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("[data-letter]"));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }
    });
  });
})();
