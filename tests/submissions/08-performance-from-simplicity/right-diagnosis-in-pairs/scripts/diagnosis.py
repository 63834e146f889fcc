REPORT_QUERIES, REPORT_LINE = 10, "boxoffice/adapters/sales_report.py:38"
CUSTOMER_QUERIES, CUSTOMER_LINE = 21, "boxoffice/adapters/rows.py:21"
