// What links cannot do: copy this page's address, and hand it to the device. Without this file nothing is missing.
"use strict";

const SAID_MILLISECONDS = 2500;

for (const bar of document.querySelectorAll("[data-share]")) {
  const page = { title: bar.dataset.title, url: bar.dataset.share };
  const [copy, hand] = bar.querySelectorAll("button");
  const said = bar.querySelector("[role=status]");

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      said.textContent = await navigator.clipboard.writeText(page.url).then(
        () => bar.dataset.copied,
        () => bar.dataset.failed,
      );
      setTimeout(() => { said.textContent = ""; }, SAID_MILLISECONDS);
    });
  }
  if (navigator.share) {
    hand.hidden = false;
    // A reader who changes his mind is no error.
    hand.addEventListener("click", () => navigator.share(page).catch(() => {}));
  }
}
