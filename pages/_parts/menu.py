"""What is in the menu."""

# section -> its pages: file, title, icon, question.  All but those of Data have the filters.
SECTIONS = {
    "Pipeline": [
        ("pipeline/overview.py", "Overview", "space_dashboard", "Where does the pipeline stand?"),
        ("pipeline/funnel.py", "Funnel", "filter_alt", "Where do deals stop?"),
        ("pipeline/conversion.py", "Conversion", "stairs", "How likely does a deal move on?"),
        ("pipeline/velocity.py", "Velocity", "speed", "How fast does money move?"),
        ("pipeline/changes.py", "Changes", "difference", "What changed?"),
        ("pipeline/health.py", "Health", "ecg_heart", "What needs attention now?"),
    ],
    "Forecast": [
        ("forecast/quarter.py", "Quarter", "query_stats", "What will the quarter bring?"),
        ("forecast/accuracy.py", "Accuracy", "target", "How right were the forecasts?"),
    ],
    "Coaching": [
        ("coaching/weak_stages.py", "Weak stages", "sports", "Which stage to coach, for whom?"),
        ("coaching/scorecard.py", "Scorecard", "badge", "How does one person sell, against the team?"),
        ("coaching/segments.py", "Segments", "category", "Which kinds of deals are won?"),
        ("coaching/process.py", "Process", "rule", "Which stages earn their place?"),
    ],
    "Customers": [
        ("customers/churn.py", "Churn", "person_remove", "Which customers leave, and what does it cost?"),
        ("customers/delivery.py", "Delivery", "rocket_launch", "Do customers get what was sold, and how soon?"),
    ],
    "Data": [
        ("data/import.py", "Import", "upload", "Upload, review, undo."),
        ("data/evidence.py", "Evidence", "fact_check", "What can these files tell, and what would tell more?"),
        ("data/setup.py", "Setup", "tune", "Stages, currencies, people."),
    ],
}
