"use strict";
// Everything is on the page without this script: it only folds, filters and sorts.
(() => {
  const panels = [...document.querySelectorAll("details.panel")];
  const reveal = () => {
    const at = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let box = at && at.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    if (at) at.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();

  const tables = [...document.querySelectorAll("table[data-rows]")];
  const tools = document.createElement("p");
  tools.className = "tools";
  const all = document.createElement("button");
  all.type = "button";
  const isOpen = () => panels.every((panel) => panel.open);
  const name = () => { all.textContent = isOpen() ? "Close all" : "Open all"; };
  all.onclick = () => { const open = !isOpen(); for (const panel of panels) panel.open = open; name(); };
  for (const panel of panels) panel.addEventListener("toggle", name);
  name();
  const filter = document.createElement("input");
  filter.type = "search";
  filter.placeholder = "Only rows with …";
  filter.setAttribute("aria-label", "Show only rows that contain these words");
  filter.oninput = () => {
    const words = filter.value.trim().toLowerCase();
    for (const table of tables) {
      let found = 0;
      for (const row of table.tBodies[0].rows) {
        row.hidden = words !== "" && !row.textContent.toLowerCase().includes(words);
        found += !row.hidden;
      }
      const panel = table.closest("details.panel");
      if (words && found && panel) panel.open = true;
    }
    for (const figure of document.querySelectorAll(".multiples figure"))
      figure.hidden = words !== "" && !figure.querySelector("figcaption").textContent.toLowerCase().includes(words);
  };
  if (panels.length) tools.append(all, " ");
  if (tables.length) tools.append(filter);
  document.querySelector("header").append(tools);

  if (matchMedia("(max-width: 640px)").matches) return; // there the heads of tables are not shown
  const units = { minutes: 1 / 60, hours: 1, days: 24 };
  const value = (cell) => {
    if (cell.dataset.v !== undefined) return cell.dataset.v;
    const text = cell.textContent.trim();
    if (!cell.classList.contains("n")) return text.toLowerCase();
    const number = text.replace(/,/g, "").match(/[-+]?\d+(\.\d+)?/);
    const unit = text.match(/minutes|hours|days/);
    return number ? Number(number[0]) * (unit ? units[unit[0]] : 1) : -Infinity;
  };
  for (const table of tables)
    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.onclick = () => {
        const down = head.getAttribute("aria-sort") !== "descending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].map((row) => [value(row.cells[at]), row]);
        rows.sort(([a], [b]) => (a < b ? 1 : a > b ? -1 : 0) * (down ? 1 : -1));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      };
    });
})();
