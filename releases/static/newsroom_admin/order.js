// Chosen terms keep the order in which they were chosen: a select box posts its options in the order in which they stand.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  globalThis.django.jQuery(document).on("select2:select", "select[data-in-order]", (event) => {
    const option = event.params.data.element || [...event.target.options].find((o) => o.value === event.params.data.id);
    if (option) {
      event.target.append(option);
      globalThis.django.jQuery(event.target).trigger("change");
    }
  });
});
