"""One line per event on standard error: for people on a terminal, key=value elsewhere."""

import logging
import sys

import structlog

from aggregator.model import Outcome, Report

log = structlog.get_logger()


def configure_logs() -> None:
    """Sets structlog up for this process; libraries speak up from WARNING on."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    on_terminal = sys.stderr.isatty()
    # Tracebacks without local variables: those may be secrets, and are many.
    render = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"])
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def log_report(report: Report) -> None:
    """One line per poll."""
    facts = {
        "source": report.source,
        "outcome": report.outcome.value,
        "seconds": round(report.seconds, 3),
        "new": report.new,
        "edited": report.edited,
    }
    if report.outcome is Outcome.FAILED:
        log.warning("poll", **facts, code=report.code, message=report.message)
    elif report.problems:
        log.info("poll", **facts, problems=len(report.problems), first_problem=report.problems[0])
    else:
        log.info("poll", **facts)
