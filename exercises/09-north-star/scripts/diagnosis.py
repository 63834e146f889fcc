"""What was measured before anything was changed: eight concerts, 21 orders, five of them Ada's."""

REPORT_QUERIES = 10
REPORT_LINE = "boxoffice/adapters/sales_report.py:38"
CUSTOMER_QUERIES = 21
CUSTOMER_LINE = "boxoffice/adapters/rows.py:21"
