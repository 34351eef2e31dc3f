"""Report files: CSV, XLSX, PDF and PNG written from a report's content."""
