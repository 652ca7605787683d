"""Long trials: what a crowd of bad servers, dying processes and a day's time do to polling (`make trials`).

Short forms of them are among the tests (`tests/journeys/test_trials.py`).
"""
