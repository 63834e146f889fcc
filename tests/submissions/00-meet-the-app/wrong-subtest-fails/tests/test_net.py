import unittest

import pytest


class Lists(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _boxoffice(self, client):
        self.client = client

    def test_nothing_is_on_sale(self):
        for query, events in (({}, []), ({"city": "Ghent"}, ["The Long Players"])):
            with self.subTest(query=query):
                self.assertEqual(self.client.get("/events", params=query).json(), events)
