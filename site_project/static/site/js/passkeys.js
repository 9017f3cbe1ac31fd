// Says on the page that a passkey did not work; allauth's own script tells the console alone.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("#passkey-problem").hidden = false;
});
