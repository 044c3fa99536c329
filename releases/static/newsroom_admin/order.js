// Chosen terms keep the order in which they were chosen: a select box posts its options in the order in which they stand.
document.addEventListener("DOMContentLoaded", () => {
  window.django.jQuery(document).on("select2:select", "select[data-in-order]", (event) => {
    const option = event.params.data.element || [...event.target.options].find((o) => o.value === event.params.data.id);
    if (option) {
      event.target.append(option);
      window.django.jQuery(event.target).trigger("change");
    }
  });
});
