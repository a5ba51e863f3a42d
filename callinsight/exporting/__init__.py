"""Calls as files for others: read page by page, written day by day."""
