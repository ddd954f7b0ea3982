"""What is a price, and what only looks like one."""

import pytest

from bot.facts.prices import count_prices
from tests.parts.yardstick import cost


@pytest.mark.parametrize(
    "text",
    [
        "$5", "$ 5", "US$ 1,200.50", "€5", "5€", "5 €", "5 EUR", "EUR 5", "12,50 EUR", "£3.50", "5 GBP", "¥500", "500 円",
        "5,- kr", "5 kr", "kr 500", "kr. 5", "20 zł", "20 ZŁ", "1.200,- EUR", "1 200 Kč", "5000 Ft", "CHF 20.-", "20 Fr.",
        "₹ 500", "Rs. 500", "500 руб", "100 грн", "5 euros", "5 Euro", "ten or 20 dollars", "R$ 30", "A$15", "₩10000", "50,-",
        "price: 50,–", "1'200 CHF", "5 USD", "$5/month", "(€5)",
        "10-15 EUR", "10/15 EUR", "10–15 €", "10 - 15 EUR", "£10-15", "50p", "50p each", "(5p)", "99p.", "5.-", "20.–", "120.- each",
        "Price: 5", "price : 5", "Price: £5", "Price: 10-15", "Price: 5 EUR", "PREIS: 20", "Prix : 12,50", "Cena: 100", "Precio: 30",
        "Pris: 50,-", "Цена: 500", "Asking price: 5 each", "Price: 1,200.50.",
    ],
)  # fmt: skip
def test_a_price(text):
    assert count_prices(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "no price", "in 1987", "21 gears", "5 ft long", "page 5", "5 km", "at 12:30", "the 5th", "$", "€", "USD", "kr",
        "5 try it", "5 eurobonds", "5 krill", "call 030-12345", "version 2.5", "2026-01-05", "5 pounds of flour", "PHP8",
        "A4", "5 lines", "item $x", "in May, 5 of us", "10%",
        "page 50p", "1080p", "720p", "pp 50", "50 p", "50pm", "50p-video", "60p video", "v2.50p", "1.-3. May", "in 1987.- And", "2019.–",
        "five euros", "2 for a pound", "price 5", "Price: 10%", "Price: 10 %", "price: see below", "enterprice:5", "10-15 plants",
        "2026-01-05 EUR", "the prices rose in 2019", "10/15 people",
    ],
)  # fmt: skip
def test_no_price(text):
    assert count_prices(text) == 0


def test_prices_are_counted():
    assert count_prices("Bicycle $ 50 (was 80 EUR), lamp 12,50 €, bell 3,- kr; 4 wheels") == 4


@pytest.mark.parametrize(
    "text",
    [
        "1 000" * 40_000,
        "$" * 200_000,
        "1,000." * 40_000,
        "kr " * 70_000,
        "5 " * 100_000,
        "Price: 5 " * 20_000,
        "5-5-" * 40_000,
    ],
)
def test_a_hostile_text_costs_no_more_than_its_length(text):
    assert cost(lambda: count_prices(text)) < 200
