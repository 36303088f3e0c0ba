// A sign-in in another tab gives the browser a new form token; this page has the old one until it is sent.
// Without scripts the next page asks for one click more.
const form = document.querySelector("form[data-unsent]");
form.addEventListener("submit", () => {
  const cookies = new Map(document.cookie.split("; ").map((cookie) => cookie.split("=")));
  const token = cookies.get(form.dataset.unsent);
  if (token) form.elements.csrfmiddlewaretoken.value = token;
});
