// What the site found on the page, for Wagtail's checker. Loaded in previews, right after Wagtail's user bar.
window.wagtail.userbar.registerCheck(
  "site-content",
  (element, { selectors }) => !selectors.some((selector) => element.matches(selector)),
);
