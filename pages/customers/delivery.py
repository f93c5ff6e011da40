"""Delivery: do customers get what was sold, and how soon?"""

from analytics.metrics.delivery.delivery import delivery
from pages._parts import begin, drawer, show
from pages._parts import delivery_view as view
from pages._parts.facts import reporting_currency
from pages._parts.parts import parts
from pages._parts.work import ask

QUESTION = "Do customers get what was sold, and how soon?"

work, scope = begin.with_customers(
    QUESTION, "hand-over, implementation and going live", "lists of customers, or stages after the win"
)

result, currency = ask(delivery, work, scope, work.settings().terms), reporting_currency(work)
show.answer(QUESTION, view.sentence(result, currency))
show.known(result.level, result.reason, result.as_of, delivery, *filter(None, [result.unlock]))
view.figures(result)
view.timeline(result)
if result.unlock:
    show.notes([result.unlock])
named = {
    "Who is stuck": (len(result.stuck), lambda: view.stuck(result, currency)),
    "Promises": (len(result.promises), lambda: view.promises(result)),
    "Sold and lost": (len(result.hazards), lambda: view.how_sold(result)),
}
parts("delivery_part", {name: draw for name, (there, draw) in named.items() if there})
drawer.show_asked(work, scope, currency)
