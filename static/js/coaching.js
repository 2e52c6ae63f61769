// Choosing a person or a unit shows it at once; printing the minutes.
(() => {
  for (const select of document.querySelectorAll("select[data-submit]")) {
    select.addEventListener("change", () => select.form.requestSubmit());
    for (const button of select.form.querySelectorAll("[data-with-script=hide]")) button.hidden = true;
  }
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());
})();

// "Copy as text": the lines of the address go to the clipboard, on a phone to whatever app is chosen.
(() => {
  const told = (link) => {
    const label = [...link.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    if (!label) return;
    const before = label.data;
    label.data = link.dataset.told;
    setTimeout(() => { label.data = before; }, 2500);
  };
  for (const link of document.querySelectorAll("a[data-copy-lines]")) {
    link.setAttribute("aria-live", "polite");
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(link.href);
        if (!answer.ok) throw new Error(String(answer.status));
        const text = await answer.text();
        if (navigator.share && matchMedia("(pointer: coarse)").matches) await navigator.share({ text });
        else await navigator.clipboard.writeText(text);
        told(link);
      } catch (error) {
        if (error.name !== "AbortError") location.assign(link.href);
      }
    });
  }
})();
