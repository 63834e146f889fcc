"""What is paid back when tickets are returned."""


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    amount = 0.0
    code = 0
    seconds_left = (starts_at - now).total_seconds()
    if paid or refunded:
        if refunded == 0:
            if cancelled != 1:
                if seconds_left >= 1209600:
                    amount = total - fee
                else:
                    if seconds_left < 172800:
                        code = 2
                    else:
                        amount = [total - fee, round((total - fee) / 2, 2)][seconds_left < 1209600]
            else:
                amount = total
        else:
            code = 1
    else:
        code = 3
    amount = round(amount, 2) * (code == 0)
    return (amount if amount > 0 else (0.0 if code == 0 else None)), code
