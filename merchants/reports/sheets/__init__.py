"""Reports as files: CSV, a workbook, a printable PDF."""
