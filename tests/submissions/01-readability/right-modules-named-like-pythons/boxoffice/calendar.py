from datetime import timedelta

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)


def time(notice):
    return notice >= HALF_NOTICE
