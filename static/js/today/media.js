// Photos made smaller before they are kept, with a mark of who, where and when; recordings of a voice; one's place.
(function () {
  "use strict";
  const app = window.yzToday;
  if (!app) return;
  const { say } = app;
  const LONGEST = 1600, QUALITY = 0.82;

  async function photo(file, lines) {
    let picture;
    try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); }
    catch (_) { throw new Error(say("photoBad")); }
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paint = canvas.getContext("2d");
    paint.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    mark(paint, canvas, lines.filter(Boolean));
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    if (!blob) throw new Error(say("photoBad"));
    return { bytes: await blob.arrayBuffer(), type: "image/jpeg", size: blob.size };
  }
  function mark(paint, canvas, lines) {
    const high = Math.max(14, Math.round(canvas.width / 42)), gap = Math.round(high * 0.5);
    const box = lines.length * (high + gap) + gap;
    paint.fillStyle = "rgb(0 0 0 / 55%)";
    paint.fillRect(0, canvas.height - box, canvas.width, box);
    paint.fillStyle = "#fff";
    paint.font = `${high}px sans-serif`;
    paint.textBaseline = "top";
    lines.forEach((line, n) => paint.fillText(line, gap * 2, canvas.height - box + gap + n * (high + gap), canvas.width - gap * 4));
  }

  const KINDS = [["audio/webm;codecs=opus", "webm"], ["audio/mp4", "m4a"], ["audio/ogg;codecs=opus", "ogg"], ["audio/webm", "webm"]];
  const canRecord = () => Boolean(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);
  async function record(tick) {
    let sound;
    try { sound = await navigator.mediaDevices.getUserMedia({ audio: true }); }
    catch (_) { throw new Error(say("noMicrophone")); }
    const [type, ending] = KINDS.find(([name]) => MediaRecorder.isTypeSupported(name)) || ["", "webm"];
    const recorder = new MediaRecorder(sound, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 24000 });
    const pieces = [], began = Date.now();
    recorder.ondataavailable = (event) => pieces.push(event.data);
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const timer = setInterval(() => tick(seconds()), 500);
    recorder.start(1000);
    return {
      stop: () => new Promise((resolve) => {
        recorder.onstop = async () => {
          clearInterval(timer);
          sound.getTracks().forEach((track) => track.stop());
          const blob = new Blob(pieces, { type: type.split(";")[0] || "audio/webm" });
          resolve({ bytes: await blob.arrayBuffer(), type: blob.type, ending, seconds: seconds(), size: blob.size });
        };
        recorder.stop();
      }),
    };
  }
  const length = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

  // Where the phone is; null when it does not know within a few seconds.
  const place = () => new Promise((resolve, reject) => {
    if (!navigator.geolocation) { reject(new Error(say("noPlace"))); return; }
    navigator.geolocation.getCurrentPosition(
      (found) => resolve({ latitude: Number(found.coords.latitude.toFixed(6)), longitude: Number(found.coords.longitude.toFixed(6)), accuracy_m: Math.round(found.coords.accuracy) }),
      (error) => reject(new Error(error.code === 1 ? say("placeDenied") : say("noPlace"))),
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 30000 });
  });
  function apart(a, b) {
    const rad = Math.PI / 180, north = (b.latitude - a.latitude) * rad, east = (b.longitude - a.longitude) * rad;
    const part = Math.sin(north / 2) ** 2 + Math.cos(a.latitude * rad) * Math.cos(b.latitude * rad) * Math.sin(east / 2) ** 2;
    return 2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(part)));
  }
  app.media = { photo, record, canRecord, length, place, apart };
})();
