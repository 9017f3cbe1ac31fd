// Asks for a phone number or an e-mail address before the form is sent; the server asks again.
const form = document.querySelector(".enquiry-form");
const ways = [form.elements.phone, form.elements.email];

function check() {
  const none = ways.every((way) => way.value.trim() === "");
  ways[0].setCustomValidity(none ? "Write a phone number or an e-mail address, so that we can reach you." : "");
}

for (const way of ways) way.addEventListener("input", check);
check();
