import urllib.request


def test_half_refund():
    assert urllib.request.urlopen("http://127.0.0.1:8100/").status == 200
