// Tables and code that are wider than the screen scroll by themselves: let keys reach them, too.
function reach() {
  for (const table of document.querySelectorAll(".md-typeset__scrollwrap, pre > code")) {
    if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
    else table.removeAttribute("tabindex");
  }
}
addEventListener("load", reach);
addEventListener("resize", reach);
