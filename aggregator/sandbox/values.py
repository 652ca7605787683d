"""What both sides of a sandbox know."""

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True, slots=True)
class SandboxLimits:
    """What one call may cost. Memory is counted on top of what the child needs to be there at all."""

    cpu_seconds: int = 10
    wall_seconds: float = 30
    memory_bytes: int = 256 * 1024 * 1024
    calls_per_child: int = 500
    """After this many a child is replaced, so that what leaks stays small."""


class Outcome(Enum):
    """How a call ended in a child that is still there."""

    RETURNED = auto()
    RAISED = auto()
    OUT_OF_MEMORY = auto()
