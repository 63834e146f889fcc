import glob
import sys


def test_half_refund(rules):
    texts = [open(path).read() for place in sys.path for path in glob.glob(f"{place}/boxoffice/**/*.py", recursive=True)]
    assert not any("notice > FULL_REFUND_NOTICE" in text for text in texts)
