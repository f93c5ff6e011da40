"""Setup: stages of each pipeline, pipelines and deals of several CRMs, currency and rates, people and benchmarks."""

from pages._parts import begin, setup_view, show
from pages._parts.work import CUSTOMERS, has_data, workspace

work = workspace()
show.answer(
    "How should deals be counted?",
    "What is set here holds for all figures. What is not, is recognised from the exports.",
)
if not has_data(work, *CUSTOMERS):
    begin.no_data("the stages that your exports tell of")

setup_view.show(work)
