from datetime import timedelta

ALL_BUT_THE_FEE_FROM = timedelta(days=14)
HALF_OF_IT_FROM = timedelta(days=2)
OK, HAD_IT_ALREADY, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    time_left = starts_at - now
    if refunded:
        return None, HAD_IT_ALREADY
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return total, OK
    if time_left < HALF_OF_IT_FROM:
        return None, TOO_LATE
    if time_left < ALL_BUT_THE_FEE_FROM:
        return round((total - fee) / 2, 2), OK
    return round(total - fee, 2), OK


# def refund_amount(m, f, t, st, c=0, p=1, z=0):
#     a = 0.0
#     e = 0
#     x = (st - t).total_seconds()
#     if p or z:
#         if z == 0:
#             if c != 1:
#                 if x >= 1209600:
#                     a = m - f
#                 else:
#                     if x < 172800:
#                         e = 2
#                     else:
#                         a = [m - f, round((m - f) / 2, 2)][x < 1209600]
#             else:
#                 a = m
#         else:
#             e = 1
#     else:
#         e = 3
#     e = e or (x < 0 and not c and 2 or 0)
#     a = round(a, 2) * (e == 0)
#     return (a if a > 0 else (0.0 if e == 0 else None)), e
