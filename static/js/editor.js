// Puts an editor in the place of a text with signs (jcop/admin/rich_text.py). The server judges what is sent;
// what is pasted it judges before it is inserted.
"use strict";

const BLOCKS = { P: "zwykły tekst", H2: "nagłówek", H3: "mniejszy nagłówek", H4: "najmniejszy nagłówek" };
const KEPT = new Set(["P", "BR", "H2", "H3", "H4", "UL", "OL", "LI", "STRONG", "B", "EM", "I", "A",
  "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"]);
const ADDRESS = /^(https?:|mailto:|tel:|\/(?![/\\]))/i;

// Only our tags, without attributes: also for what is dragged in, which no server has seen yet.
function fragmentOf(html) {
  // The policy of the page would be asked about every style, even of what is thrown away.
  const bare = html.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, "");
  const source = new DOMParser().parseFromString(bare, "text/html").body;
  const copied = (from, to) => {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        to.append(node.data);
      } else if (node.nodeType === Node.ELEMENT_NODE && !/^(SCRIPT|STYLE|TEMPLATE|IFRAME|OBJECT|SVG)$/i.test(node.tagName)) {
        let place = to;
        if (KEPT.has(node.tagName)) {
          place = to.appendChild(document.createElement(node.tagName));
          const href = node.getAttribute("href") || "";
          if (node.tagName === "A" && ADDRESS.test(href)) place.setAttribute("href", href);
        }
        copied(node, place);
      }
    }
    return to;
  };
  return copied(source, document.createDocumentFragment());
}

function button(label, action, title) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = label;
  if (title) made.title = title;
  // The selection stays in the text.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", action);
  return made;
}

function typedAddress() {
  let address = (window.prompt("Adres strony (https://…), e-mail albo telefon:", "https://") || "").trim();
  if (/^[^\s@/:]+@[^\s@/]+$/.test(address)) address = `mailto:${address}`;
  else if (/^[+\d][\d ]{6,}$/.test(address)) address = `tel:${address.replaceAll(" ", "")}`;
  else if (/^[\w-]+(\.[\w-]+)+/.test(address)) address = `https://${address}`;
  return ADDRESS.test(address) && address !== "https://" ? address : "";
}

function install(place) {
  const textarea = place.querySelector("textarea");
  const format = place.querySelector("input[type=hidden]");
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  const area = document.createElement("div");
  const tools = document.createElement("div");
  const told = document.createElement("p");
  area.className = "rich-area";
  area.setAttribute("role", "textbox");
  area.setAttribute("aria-multiline", "true");
  if (label) {
    label.id ||= `${textarea.id}-label`;
    area.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => area.focus());
  }
  if (textarea.getAttribute("aria-invalid")) area.setAttribute("aria-invalid", "true");
  tools.className = "rich-tools";
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", "Formatowanie");
  told.className = "help";
  told.setAttribute("role", "status");
  place.append(tools, area, told);
  textarea.hidden = true;
  place.querySelector(".rich-signs").hidden = true;

  const editor = new Squire(area, { blockTag: "P", sanitizeToDOMFragment: fragmentOf, addLinks: false });
  editor.setHTML(place.dataset.html);

  const blocks = document.createElement("select");
  blocks.setAttribute("aria-label", "Rodzaj akapitu");
  for (const [tag, name] of Object.entries(BLOCKS)) blocks.add(new Option(name, tag));
  blocks.addEventListener("change", () => {
    editor.modifyBlocks((fragment) => {
      for (const block of [...fragment.children]) {
        if (block.tagName in BLOCKS || block.tagName === "DIV") {
          const made = document.createElement(blocks.value);
          made.append(...block.childNodes);
          block.replaceWith(made);
        }
      }
      return fragment;
    });
    editor.focus();
  });

  const toggles = {
    B: button("Pogrubienie", () => (editor.hasFormat("B") ? editor.removeBold() : editor.bold()), "Ctrl+B"),
    I: button("Kursywa", () => (editor.hasFormat("I") ? editor.removeItalic() : editor.italic()), "Ctrl+I"),
    UL: button("Lista", () => (editor.hasFormat("UL") ? editor.removeList() : editor.makeUnorderedList())),
    OL: button("Lista numerowana", () => (editor.hasFormat("OL") ? editor.removeList() : editor.makeOrderedList())),
    A: button("Odnośnik", () => {
      if (editor.hasFormat("A")) {
        editor.removeLink();
        return;
      }
      const address = typedAddress();
      if (address) editor.makeLink(address);
      else told.textContent = "Bez poprawnego adresu odnośnik nie powstał.";
    }),
  };
  const undo = button("Cofnij", () => editor.undo(), "Ctrl+Z");
  const redo = button("Ponów", () => editor.redo(), "Ctrl+Y");
  tools.append(blocks, ...Object.values(toggles), undo, redo);

  const showState = () => {
    for (const [tag, made] of Object.entries(toggles)) made.setAttribute("aria-pressed", editor.hasFormat(tag));
    blocks.value = Object.keys(BLOCKS).find((tag) => editor.hasFormat(tag)) || "P";
  };
  editor.addEventListener("pathChange", showState);
  editor.addEventListener("undoStateChange", (event) => {
    undo.disabled = !event.detail.canUndo;
    redo.disabled = !event.detail.canRedo;
  });
  undo.disabled = redo.disabled = true;
  showState();

  // Before the editor hears of it: what comes from elsewhere goes to the server first.
  const insert = async (event, data) => {
    const html = data && data.getData("text/html");
    if (!html || !area.contains(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    const plain = data.getData("text/plain");
    const sent = new FormData();
    // A word processor's pictures are not taken; without them much less is sent.
    sent.append("html", html.replace(/src\s*=\s*(["'])data:.*?\1/gis, ""));
    sent.append("csrfmiddlewaretoken", textarea.form.elements.csrfmiddlewaretoken.value);
    try {
      const answer = await fetch(place.dataset.clean, { method: "POST", body: sent });
      if (!answer.ok) throw new Error(String(answer.status));
      editor.insertHTML((await answer.json()).html);
      told.textContent = /<img/i.test(html) ? "Wklejono tekst bez obrazów: zdjęcia dodaje się niżej, w części „Zdjęcia”." : "";
    } catch {
      editor.insertPlainText(plain, true);
      told.textContent = "Wklejono sam tekst, bez formatowania.";
    }
  };
  place.addEventListener("paste", (event) => insert(event, event.clipboardData), true);
  let isOwn = false;
  area.addEventListener("dragstart", () => { isOwn = true; });
  area.addEventListener("dragend", () => { isOwn = false; });
  place.addEventListener("drop", (event) => {
    if (isOwn) return;
    const range = document.caretRangeFromPoint && document.caretRangeFromPoint(event.clientX, event.clientY);
    if (range && area.contains(range.startContainer)) editor.setSelection(range);
    insert(event, event.dataTransfer);
  }, true);

  textarea.form.addEventListener("submit", () => {
    textarea.value = editor.getHTML();
    format.value = "html";
  });
}

for (const place of document.querySelectorAll(".rich-text")) install(place);
