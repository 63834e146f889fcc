"""Handlers with all that they do in the web layer, wherever it hides; and what is no work of theirs."""

from __future__ import annotations

import pytest

from autograder.facts import Concern, Work, parse, work_beside
from autograder.tree import SourceTree
from tests.facts._layered_app import APP, HEAD, concerns, found

POST = "@router.post('/orders')\n"
QUERY, CALL, RULE = Concern.SQL, Concern.UPSTREAM, Concern.RULES

THIN = {
    "a function": POST + "def post(body: OrderIn, ports: AppPorts):\n"
    "    return {'id': buy(Purchase(body.lines), ports).id}\n",
    "a table of answers": "STATUS = {'sold-out': 409}\n"
    + POST
    + "def post(body: OrderIn, ports: AppPorts):\n"
    "    try:\n        order = buy(Purchase(body.lines), ports)\n    except Refused as no:\n"
    "        raise HTTPException(STATUS.get(no.reason, 422)) from None\n    return vars(order)\n",
    "a ladder of reasons": POST + "def post(body: OrderIn, ports: AppPorts):\n"
    "    try:\n        return vars(buy(Purchase(body.lines), ports))\n    except Refused as no:\n"
    "        raise HTTPException(status_of(no.reason)) from None\n"
    "def status_of(reason):\n    if reason == 'sold-out':\n        return 409\n"
    "    if reason in {'unknown-event', 'unknown-tier'}:\n        return 404\n    return 422\n",
    "a match of types": POST + "def post(body: OrderIn, ports: AppPorts):\n"
    "    match buy(Purchase(body.lines), ports):\n        case None:\n            raise HTTPException(404)\n"
    "        case Purchase() as order:\n            return vars(order)\n",
    "a use case that is a class": "def buying_of(ports: AppPorts):\n    return Buying(ports)\n"
    + POST
    + "def post(body: OrderIn, use_case: Buying = Depends(buying_of)):\n"
    "    return vars(use_case.run(Purchase(body.lines)))\n",
    "a callable use case": POST + "def post(body: OrderIn, ports: AppPorts):\n"
    "    use_case = Buying(ports)\n    return vars(use_case(Purchase(body.lines)))\n",
    "a closure": "def make(ports):\n    from fastapi import FastAPI\n    app = FastAPI()\n"
    "    @app.post('/orders')\n    def post(body: OrderIn):\n"
    "        return vars(buy(Purchase(body.lines), ports))\n    return app\n",
    "a method": "class Orders:\n    def __init__(self, ports):\n        self.ports = ports\n"
    "    def post(self, body: OrderIn):\n        return vars(buy(Purchase(body.lines), self.ports))\n"
    "def register(app: APIRouter, ports):\n"
    "    app.add_api_route('/orders', Orders(ports).post, methods=['POST'])\n",
    "a model that turns itself into a purchase": "class Body(OrderIn):\n"
    "    def purchase(self):\n        return Purchase([(i.tier, i.quantity) for i in self.lines])\n"
    + POST
    + "def post(body: Body, ports: AppPorts):\n    return vars(buy(body.purchase(), ports))\n",
    "the form of a text": "def pairs(text):\n    parts = text.split(':')\n"
    "    if len(parts) != 2 or ':' in parts[0]:\n"
    "        raise HTTPException(422)\n    return parts\n"
    + POST
    + "def post(text: str, ports: AppPorts):\n    if not text:\n        raise HTTPException(422)\n"
    "    return vars(buy(Purchase(pairs(text)), ports))\n",
    "an empty text": "from operator import attrgetter, itemgetter\n"
    + POST
    + "def post(body: OrderIn, ports: AppPorts):\n"
    "    promo = None if body.promo in (None, '') else body.promo\n"
    "    code = promo if promo and len(promo.strip()) > 0 and 0 != len(body.lines) else None\n"
    "    lines = tuple(map(attrgetter('tier_id', 'quantity'), body.lines))\n"
    "    return vars(buy(Purchase(lines, code, itemgetter(0)(lines)), ports))\n",
    "a format in a validator": "class Body(OrderIn):\n    @field_validator('email')\n    @classmethod\n"
    "    def has_at(cls, email):\n        if '@' not in email:\n            raise ValueError('no @')\n"
    "        return domain.pricing.normal(email)\n"
    + POST
    + "def post(body: Body, ports: AppPorts):\n    return vars(buy(Purchase(body.lines), ports))\n",
    "an answer with totals and blanks": "def answer(order):\n"
    "    return {'left': sum(t.left for t in order.tiers),\n"
    "        'from': min(t.price for t in order.tiers),\n"
    "        'paid': order.paid_at.isoformat() if order.paid_at else None}\n"
    + POST
    + "def post(body: OrderIn, ports: AppPorts):\n    return answer(buy(Purchase(body.lines), ports))\n",
    "the clock handed on": POST + "def post(body: OrderIn, ports: AppPorts, request: Request):\n"
    "    now = ports.clock()\n    if request.method == 'HEAD':\n        return None\n"
    "    return buy(Purchase(body.lines), ports, now)\n",
    "a method in a view of Django": "from django.urls import path\n"
    "def post(request, ports):\n    method = request.method\n    if method not in ('POST', 'PUT'):\n"
    "        return None\n    if request.headers.get('Content-Type') != 'application/json':\n"
    "        return None\n"
    "    return vars(buy(Purchase(request.body), ports))\nurlpatterns = [path('orders', post)]\n",
    "methods and paths matched": "from django.urls import path\n"
    "def post(request, ports):\n    match request.method, request.path.strip('/').split('/'):\n"
    "        case 'POST', ['orders']:\n            return vars(buy(Purchase(request.body), ports))\n"
    "urlpatterns = [path('orders', post)]\n",
    "the status of a failure": POST + "def post(body: OrderIn, ports: AppPorts):\n"
    "    try:\n        return vars(buy(Purchase(body.lines), ports))\n    except Refused as no:\n"
    "        status, said = answer_to(no)\n        if status >= 500:\n            raise\n"
    "        raise HTTPException(status, said) from None\n"
    "def answer_to(failure):\n    return STATUS[failure.reason], 'no'\nSTATUS = {'sold-out': 409}\n",
    "a query read field by field": "from django.urls import path\n"
    "def post(request, ports):\n"
    "    given = {name: request.GET[name] for name in OrderIn.model_fields if name in request.GET}\n"
    "    given |= picked(request.POST.dict(), OrderIn.model_fields)\n"
    "    return vars(buy(Purchase(given), ports))\n"
    "def picked(fields, names):\n    return {name: fields[name] for name in names if name in fields}\n"
    "urlpatterns = [path('orders', post)]\n",
    "parameters that nobody knows": POST + "def post(body: OrderIn, ports: AppPorts, request: Request):\n"
    "    asked = request.query_params\n"
    "    for name in OrderIn.model_fields:\n        if name not in asked:\n            return None\n"
    "    return buy(Purchase(body.lines), ports)\n",
    "routes put together by their names": "from django.urls import path\n"
    "from boxoffice.web.dependencies import MOUNTED_AT\n"
    "def post(request, ports):\n    return vars(buy(Purchase(request.body), ports))\n"
    "def routes(ports):\n    return mounted(order_routes(ports) + door_routes(ports), '')\n"
    "def order_routes(ports) -> list[object]:\n    return build('orders', post)\n"
    "def door_routes(ports):\n    found = []\n    found += build('doors', post)\n    return found\n"
    "def mounted(routes, prefix: str):\n"
    "    return [path(MOUNTED_AT + prefix + route, view) for route, view in routes]\n"
    "def build(route, view):\n    return [(route, view)]\n"
    "urlpatterns = routes(None) + [path('more', post)]\n",
    "how long it took": "import time\nfrom time import perf_counter as watch\n"
    + POST
    + "def post(body: OrderIn, ports: AppPorts, request: Request):\n"
    "    begun = watch()\n    request.state.begun = time.monotonic()\n"
    "    order = buy(Purchase(body.lines), ports)\n    took = watch() - begun\n"
    "    if took > 0.5:\n        print('slow', round(took * 1000, 1), since(begun))\n"
    "    print(round((time.monotonic() - request.state.begun) * 1000))\n    return vars(order)\n"
    "def since(begun):\n    return watch() - begun\n",
    "a limit of what a body may be long": "from django.urls import path\n"
    "def post(request, ports):\n    said = int(request.META.get('CONTENT_LENGTH') or 0)\n"
    "    if said > 1_000_000 or int(request.headers['Content-Length']) >= 1_000_000:\n"
    "        return None\n"
    "    if is_long(len(request.body)):\n        return None\n"
    "    return vars(buy(Purchase(request.body), ports))\n"
    "def is_long(length):\n    return length > LONGEST\nLONGEST = 1_000_000\n"
    "urlpatterns = [path('orders', post)]\n",
    "bytes that are counted": POST
    + "async def post(ports: AppPorts, request: Request):\n    many = len(await request.body())\n"
    "    if not 0 < many < 10 * 1024 * 1024:\n        return None\n"
    "    return buy(Purchase(await request.json()), ports)\n",
    "a field called like a port": "class Body(OrderIn):\n    mail: str\n"
    + POST
    + "def post(body: Body, ports: AppPorts):\n    return buy(Purchase(body.mail.strip()), ports)\n",
}


@pytest.mark.parametrize("name", THIN)
def test_a_handler_that_translates_is_thin(name: str) -> None:
    assert found(THIN[name]).work == ()


CALLS_BUY = "    return buy(Purchase(body.lines), ports)\n"

FAT = {
    "a session": ("    s = ports.store.session()\n", {QUERY}),
    "a port by another name": ("    pay = ports.payments\n    pay.charge(1, 'c', 'r')\n", {CALL}),
    "a port's method by another name": ("    pay = ports.payments.charge\n    pay(1, 'c', 'r')\n", {CALL}),
    "a number in a header": ("    if int(request.headers['n']) > 8:\n        return None\n", {RULE}),
    "lines that are counted": ("    if len(request.json()['lines']) > 8:\n        return None\n", {RULE}),
    "a length of the business": ("    if body.content_length > 8:\n        return None\n", {RULE}),
    "a value of a field": (
        "    if body.n in request.query_params['n']:\n        return None\n",
        {RULE},
    ),
    "a field of the business": ("    if body.tier in body.args:\n        return None\n", {RULE}),
    "a method with a number": (
        "    match request.method, body.n:\n        case 'POST', 9:\n            return None\n",
        {RULE},
    ),
    "a status of a result": (
        "    order = buying.status(1, ports)\n    if order.status == 'held':\n        return None\n",
        {RULE},
    ),
    "a path of the business": ("    if body.path == 'balcony':\n        return None\n", {RULE}),
    "an error with a number": (
        "    try:\n        pass\n    except ValueError as no:\n"
        "        if weigh(no, body.n) > 8:\n            return None\n",
        {RULE},
    ),
    "a library": ("    import requests\n    requests.post('u')\n", {CALL}),
    "a total that is called a list": (
        "    n: list = 0\n    for i in body.lines:\n        n += i.quantity\n",
        {RULE},
    ),
    "prices of two names": (
        "    fee = body.fee\n    price = body.price\n    total = price + fee\n",
        {RULE},
    ),
    "prices that functions give": (
        "    def fee():\n        return body.fee\n    total = fee() + fee()\n",
        {RULE},
    ),
    "a stopwatch that stands by": (
        "    import time\n    begun = time.perf_counter()\n"
        "    if body.total - 0 * begun > 8:\n        return None\n",
        {RULE},
    ),
    "a name that is not always a stopwatch's": (
        "    import time\n    n = time.perf_counter()\n    n = body.total\n    fee = n * 2\n",
        {RULE},
    ),
    "a limit": ("    if len(body.lines) > 8:\n        raise HTTPException(422)\n", {RULE}),
    "a choice in an expression": ("    fee = 100 if body.lines == [1] else 0\n", {RULE}),
    "a sum with a factor": ("    total = sum(i.price * i.quantity for i in body.lines)\n", {RULE}),
    "a bound": ("    fee = max(100, min(1500, body.fee))\n", {RULE}),
    "merged lines": (
        "    want = {}\n    for i in body.lines:\n        want[i.id] = want.get(i.id, 0) + i.n\n",
        {RULE},
    ),
    "merged lines of a counter": (
        "    from collections import Counter\n    want = Counter()\n"
        "    for i in body.lines:\n        want.update({i.id: i.n})\n",
        {RULE},
    ),
    "an added total": ("    n = 0\n    for i in body.lines:\n        n += i.quantity\n", {RULE}),
    "a filter": ("    lines = [i for i in body.lines if i.quantity > 0]\n", {RULE}),
    "the operator's function": ("    import operator\n    operator.gt(len(body.lines), 8)\n", {RULE}),
    "the operator's method, called by its name": (
        "    from operator import methodcaller\n    methodcaller('__gt__', 8)(len(body.lines))\n",
        {RULE},
    ),
    "a code beside nothing": ("    if body.promo in (None, '', 'GOLD'):\n        return None\n", {RULE}),
    "one of no values": ("    if body.n in ():\n        return None\n", {RULE}),
    "zero that is no length": ("    if body.n in (None, 0):\n        return None\n", {RULE}),
    "between two lengths": ("    if 0 < len(body.lines) < 9:\n        return None\n", {RULE}),
    "the operator's method": ("    body.n.__gt__(8)\n", {RULE}),
    "true of a result": (
        "    order = buying.status(1, ports)\n    if order.cancelled:\n        raise HTTPException(409)\n",
        {RULE},
    ),
    "a value of a result": (
        "    order = buying.status(1, ports)\n    match order.status:\n        case 'held':\n"
        "            return 1\n",
        {RULE},
    ),
    "true by comparing": (
        "    order = buying.status(1, ports)\n    if order.cancelled is True:\n"
        "        raise HTTPException(409)\n",
        {RULE},
    ),
    "a rule of the domain": ("    domain.price(body.lines)\n", {RULE}),
    "an adapter's function": (
        "    from boxoffice.adapters.database import seats\n    seats(body)\n",
        {QUERY},
    ),
    "an adapter": (
        "    from boxoffice.adapters.payments import HttpPayments\n    HttpPayments().charge(1, 'c', 'r')\n",
        {CALL},
    ),
    "text that is SQL": ("    body.box.execute('select id from orders where id = 1')\n", {QUERY}),
}


@pytest.mark.parametrize("name", FAT)
def test_work_in_a_handler_is_seen(name: str) -> None:
    lines, expected = FAT[name]
    assert concerns(POST + "def post(body: OrderIn, ports: AppPorts):\n" + lines + CALLS_BUY) == expected


HELPER = "def check(body):\n    if len(body.lines) > 8:\n        raise HTTPException(422)\n    return body\n"
PLAIN = POST + "def post(body: OrderIn, ports: AppPorts):\n    check(body)\n" + CALLS_BUY

HIDDEN = {
    "a helper": HELPER + PLAIN,
    "a helper's helper": HELPER.replace("check", "really")
    + "def check(body):\n    return really(body)\n"
    + PLAIN,
    "a lambda": "check = lambda body: len(body.lines) > 8\n" + PLAIN,
    "a table of functions": HELPER.replace("check", "really")
    + "CHECKS = {'orders': really}\ndef check(body):\n    return CHECKS['orders'](body)\n"
    + PLAIN,
    "a partial": HELPER.replace("check", "really")
    + "import functools\ncheck = functools.partial(really)\n"
    + PLAIN,
    "a dependency": HELPER
    + POST
    + "def post(body: OrderIn, ports: AppPorts, _=Depends(check)):\n"
    + CALLS_BUY,
    "a dependency of the route": HELPER
    + "@router.post('/orders', dependencies=[Depends(check)])\n"
    + "def post(body: OrderIn, ports: AppPorts):\n"
    + CALLS_BUY,
    "a dependency of the router": HELPER
    + "router = APIRouter(dependencies=[Depends(check)])\n"
    + POST
    + "def post(body: OrderIn, ports: AppPorts):\n"
    + CALLS_BUY,
    "a dependency behind a name": HELPER
    + "from typing import Annotated\nChecked = Annotated[object, Depends(check)]\n"
    + POST
    + "def post(body: OrderIn, ports: AppPorts, _: Checked):\n"
    + CALLS_BUY,
    "a validator of a field": "class Body(OrderIn):\n    @field_validator('lines')\n    @classmethod\n"
    "    def few(cls, lines):\n        if len(lines) > 8:\n            raise ValueError('8')\n"
    "        return lines\n" + POST + "def post(body: Body, ports: AppPorts):\n" + CALLS_BUY,
    "a validator of the model it is made from": "class Base(OrderIn):\n    @model_validator(mode='after')\n"
    "    def few(self):\n        assert sum(i.n for i in self.lines) <= 8\n        return self\n"
    "class Body(Base):\n    pass\n" + POST + "def post(body: Body, ports: AppPorts):\n" + CALLS_BUY,
    "a validator in an annotation": HELPER
    + "from typing import Annotated\nfrom pydantic import AfterValidator\n"
    + "class Body(BaseModel):\n    lines: Annotated[list, AfterValidator(check)]\n"
    + POST
    + "def post(body: Body, ports: AppPorts):\n"
    + CALLS_BUY,
    "a property of a model": "class Body(OrderIn):\n    @property\n    def total(self):\n"
    "        return 2 * self.price\n" + POST + "def post(body: Body, ports: AppPorts):\n" + CALLS_BUY,
    "a decorator": "def checked(function):\n    def inner(body: OrderIn, ports: AppPorts):\n"
    "        if len(body.lines) > 8:\n            raise HTTPException(422)\n"
    "        return function(body, ports)\n"
    "    return inner\n" + POST + "@checked\ndef post(body: OrderIn, ports: AppPorts):\n" + CALLS_BUY,
    "a function handed on": HELPER + POST + "def post(body: OrderIn, ports: AppPorts):\n"
    "    list(map(check, [body]))\n" + CALLS_BUY,
    "an object": "class Checks:\n    def __call__(self, body):\n        return len(body.lines) > 8\n"
    "check = Checks()\n" + PLAIN,
    "a method of a class": "class Orders:\n    def check(self, body):\n        return len(body.lines) > 8\n"
    "    def post(self, body: OrderIn):\n        self.check(body)\n        return buy(body, None)\n"
    "router.add_api_route('/orders', Orders().post, methods=['POST'])\n",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_rule_that_hides_in_the_web_layer_is_the_handlers(name: str) -> None:
    assert RULE in concerns(HIDDEN[name])


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("boxoffice/utils.py", "from boxoffice.utils import check\n"),
        ("boxoffice/web/checks.py", "from boxoffice.web.checks import *\n"),
        ("scripts/checks.py", "from scripts.checks import check\n"),
        ("boxoffice/services/checks.py", "from boxoffice.services.checks import check\n"),
    ],
)
def test_a_rule_in_another_module_that_is_the_webs_is_the_handlers(path: str, line: str) -> None:
    helper = "from fastapi import HTTPException\n" + HELPER
    work = found(line + PLAIN, {path: helper}).work
    assert [(item.concern, item.path, item.chain) for item in work] == [(RULE, path, ("post", "check"))]


def test_a_rule_that_only_use_cases_ask_is_theirs_wherever_it_stands() -> None:
    asked = (
        APP["boxoffice/services/buying.py"] + "from boxoffice.limits import few\ndef ask(n):\n    few(n)\n"
    )
    others = {"boxoffice/limits.py": "def few(n):\n    return n < 8\n", "boxoffice/services/buying.py": asked}
    tree = SourceTree({**APP, **others, "boxoffice/web/orders.py": HEAD + THIN["a function"]})
    assert work_beside(parse(tree)) == ()


BESIDE = {
    "middleware": "async def slow(request, call_next):\n    import requests\n    requests.post('u')\n"
    "def register(app):\n    app.middleware('http')(slow)\n",
    "a port in a middleware": "class Charge:\n    def __init__(self, app, ports):\n"
    "        self.ports = ports\n"
    "    async def __call__(self, scope, receive, send):\n        self.ports.payments.charge(1, 'c', 'r')\n",
    "an exception handler": "def answer(request, error):\n    if error.amount > 8:\n        return 1\n",
    "what nobody mentions": "def hidden(lines):\n    return sum(a * b for a, b in lines)\n",
}


@pytest.mark.parametrize("name", BESIDE)
def test_work_that_no_handler_mentions_is_seen_beside_them(name: str) -> None:
    tree = SourceTree({**APP, "boxoffice/web/orders.py": HEAD + BESIDE[name] + THIN["a function"]})
    assert work_beside(parse(tree))


@pytest.mark.parametrize("name", THIN)
def test_beside_thin_handlers_there_is_nothing(name: str) -> None:
    main = (
        "from fastapi import FastAPI\nfrom boxoffice.adapters.database import SqlStore\n"
        "from boxoffice.web import orders\n"
        "def connect(settings):\n    return SqlStore(settings.url)\n"
        "def create_app(settings, ports):\n    app = FastAPI()\n    app.include_router(orders.router)\n"
        "    @app.exception_handler(Exception)\n    def refused(request, error):\n"
        "        return 409 if error.reason == 'sold-out' else 422\n    return app\n"
    )
    files = {"boxoffice/main.py": main, "boxoffice/web/orders.py": HEAD + THIN[name]}
    assert work_beside(parse(SourceTree({**APP, **files}))) == ()


def test_the_use_cases_of_a_handler_are_told_and_helpers_of_use_cases_are_none() -> None:
    one = found(THIN["a function"])
    assert [use_case.name for use_case in one.use_cases] == ["boxoffice.services.buying.buy"]
    two = found(
        POST + "def post(body: OrderIn, ports: AppPorts):\n"
        "    order = buy(Purchase(body.lines), ports)\n    return buying.status(order.id, ports)\n"
    )
    assert [use_case.name.rpartition(".")[2] for use_case in two.use_cases] == ["buy", "status"]


def test_statements_are_counted_without_docstrings_and_with_nested_functions() -> None:
    work = found(
        POST + "def post(body: OrderIn, ports: AppPorts):\n"
        '    """Buy."""\n    def inner():\n        return 1\n    if body:\n        inner()\n    return 2\n'
    )
    assert work.statements == 5


def test_evidence_names_the_line_what_stands_there_and_the_way_to_it() -> None:
    work = found(HIDDEN["a helper's helper"])
    (rule,) = work.work
    assert isinstance(rule, Work)
    line = (HEAD + HIDDEN["a helper's helper"]).splitlines()[rule.line - 1]
    assert line.strip().startswith("if len(body.lines) > 8")
    assert rule.why == "compares `len(body.lines) > 8`"
    assert rule.chain == ("post", "check", "really")
    assert [reached.function for reached in work.functions] == ["post", "ports_of", "check", "really"]
