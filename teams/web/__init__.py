"""Query parameters, form fields, downloads and the page frame."""
